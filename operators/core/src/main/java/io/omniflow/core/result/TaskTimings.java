package io.omniflow.core.result;

/**
 * Where the time of a task went, in milliseconds.
 *
 * @param queuedMs from arrival at scheduling to release
 * @param scheduledMs from release to the first step
 * @param stepsMs from the first step to the last, pauses and recovery included
 * @param decodedMs from the last step to the encoded output
 */
public record TaskTimings(long queuedMs, long scheduledMs, long stepsMs, long decodedMs) {

    /** No time spent. */
    public static final TaskTimings NONE = new TaskTimings(0, 0, 0, 0);
}
