package io.omniflow.core.result;

/** How a task ended. */
public enum TaskStatus {
    /** The output is there. */
    COMPLETED,
    /** The work was tried and failed. */
    FAILED,
    /** The request breaks a rule and was not tried. */
    REJECTED,
    /** The deadline passed first. */
    EXPIRED,
    /** The sender asked to stop. */
    CANCELLED
}
