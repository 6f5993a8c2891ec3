package io.omniflow.core.scheduling;

/** The scheduling policies. */
public enum SchedulerType {
    /** First in, first out. */
    FIFO,
    /** Classes high, normal and low share device time by weight, or strictly. */
    PRIORITY,
    /** Least slack first; what cannot meet its deadline any more expires. */
    DEADLINE,
    /** Tenants share device time by weight. */
    FAIR,
    /** Class, then slack, then tenant. */
    COMPOSED
}
