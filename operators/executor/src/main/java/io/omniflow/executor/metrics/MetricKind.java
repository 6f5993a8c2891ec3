package io.omniflow.executor.metrics;

/** How a metric behaves over time. */
public enum MetricKind {
    /** Only grows, from 0 at each start of its operator. */
    COUNTER,
    /** Shows a value as it is now. */
    GAUGE,
    /** Shows count, mean and percentiles of the last 1000 values. */
    HISTOGRAM
}
