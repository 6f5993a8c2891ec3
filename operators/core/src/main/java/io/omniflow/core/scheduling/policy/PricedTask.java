package io.omniflow.core.scheduling.policy;

import io.omniflow.core.scheduling.WaitingTask;
import java.util.Objects;

/**
 * A waiting task with what it is expected to cost.
 *
 * @param task the task
 * @param deviceMs device time that is charged for it, in milliseconds; above 0
 * @param runMs expected time from its first step to its end, in milliseconds; 0 if unknown
 * @param dueMs epoch milliseconds by which it should end: its deadline, or for a task without one
 *     the end of its request timeout
 */
public record PricedTask(WaitingTask task, double deviceMs, double runMs, long dueMs) {

    /** Checks the task and the charge. */
    public PricedTask {
        Objects.requireNonNull(task, "task");
        if (!(deviceMs > 0 && Double.isFinite(deviceMs) && runMs >= 0)) {
            throw new IllegalArgumentException(
                    "a task costs some device time, not " + deviceMs + " and " + runMs + " ms");
        }
    }

    /** Returns epoch milliseconds at which it must begin to end in time. */
    public long latestStartMs() {
        return dueMs - (long) Math.ceil(runMs);
    }
}
