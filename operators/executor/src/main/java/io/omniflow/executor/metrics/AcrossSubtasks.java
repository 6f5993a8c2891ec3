package io.omniflow.executor.metrics;

/** How the values of several subtasks make one. Histograms: their counts add up in any case. */
public enum AcrossSubtasks {
    /** They add up. */
    SUM,
    /** Their mean counts. */
    MEAN,
    /** The highest counts. */
    HIGHEST
}
