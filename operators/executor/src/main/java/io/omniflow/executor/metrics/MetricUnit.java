package io.omniflow.executor.metrics;

import java.util.Locale;

/** What a metric counts or measures. */
public enum MetricUnit {
    /** Requests as users send them. */
    REQUESTS,
    /** Images, of which a request may have several. */
    IMAGES,
    /** Records of a topic. */
    RECORDS,
    /** Entries of a cache. */
    ENTRIES,
    /** Places for a generation on a worker. */
    SLOTS,
    /** Denoising steps. */
    STEPS,
    /** How often something happened. */
    TIMES,
    /** Milliseconds. */
    MILLISECONDS,
    /** Bytes. */
    BYTES,
    /** A share between 0 and 1. */
    RATIO,
    /** 1 for yes, 0 for no. */
    FLAG,
    /** Decibels of a peak signal-to-noise ratio. */
    DECIBELS,
    /** A number that names a state. */
    NUMBER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
