package io.omniflow.job.bench.schedule;

import java.util.Locale;

/** The kinds of synthetic traces. */
public enum TraceKind {
    /** Requests arrive independently of each other. */
    POISSON,
    /** Quiet phases and phases in which eight times as many requests arrive. */
    BURSTS,
    /** Device times spread over several orders of magnitude. */
    HEAVY_TAILS,
    /** One tenant sends floods, five others send steadily. */
    NOISY_TENANT;

    /** Returns the name in commands and of files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
