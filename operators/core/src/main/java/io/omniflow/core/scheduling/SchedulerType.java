package io.omniflow.core.scheduling;

/** The scheduling policies. */
public enum SchedulerType {
    /** First in, first out. */
    FIFO,
    /** Classes high, normal, low in strict order; first in, first out inside a class. */
    PRIORITY
}
