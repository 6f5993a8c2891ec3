package io.omniflow.job.config;

import java.util.Locale;

/** How often a result is seen. */
public enum Guarantee {
    /** Again after a failure; the key is the request id. */
    AT_LEAST_ONCE,
    /** Once by readers of committed records, with the latency of a checkpoint. */
    EXACTLY_ONCE;

    /** Returns the name as a deployment file has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
