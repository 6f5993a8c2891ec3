package io.omniflow.job.config;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where traces of requests go.
 *
 * @param endpoint URL of a collector that takes OTLP over HTTP; empty if nothing is traced
 * @param ratio share of the requests without a trace context of their own that is traced
 */
public record TracingConfig(String endpoint, double ratio) implements Serializable {

    /** Nothing is traced. */
    public static final TracingConfig OFF = new TracingConfig("", 0);

    /** Checks the share. */
    public TracingConfig {
        Objects.requireNonNull(endpoint, "endpoint");
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException(
                    "the share of traced requests is a number from 0 to 1, not " + ratio);
        }
    }

    /** Tells whether anything can be traced. */
    public boolean isOn() {
        return !endpoint.isEmpty();
    }
}
