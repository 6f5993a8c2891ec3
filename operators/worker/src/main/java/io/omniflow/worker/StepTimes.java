package io.omniflow.worker;

/**
 * When a generation passed its marks on this worker, epoch milliseconds.
 *
 * @param startedMs the first step began; 0 if it never did
 * @param steppedMs the last step ended; 0 if it never did
 * @param endedMs the output was encoded, or the failure was seen
 */
public record StepTimes(long startedMs, long steppedMs, long endedMs) {}
