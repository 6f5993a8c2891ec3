package io.omniflow.executor.metrics;

/** How the values of several subtasks make one. */
public enum AcrossSubtasks {
    /** They add up. */
    SUM,
    /** Their mean counts. */
    MEAN,
    /** The highest counts. */
    HIGHEST
}
