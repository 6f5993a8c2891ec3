package io.omniflow.core.recovery;

/** Kinds of failures, by what may help against them. */
public enum FailureClass {
    /** The model or its device failed in a way that need not come again: try again. */
    TRANSIENT,
    /** The device has no memory for what was asked: try in a smaller batch, then elsewhere. */
    OUT_OF_MEMORY,
    /** The device is gone, or of no use until the model is loaded again: try elsewhere. */
    DEVICE_LOST,
    /** The task is suspected of having killed processes: never try again. */
    POISON,
    /** There is no time left. */
    DEADLINE,
    /** The same task fails in the same way everywhere. */
    PERMANENT
}
