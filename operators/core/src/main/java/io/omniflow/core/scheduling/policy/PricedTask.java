package io.omniflow.core.scheduling.policy;

import io.omniflow.core.scheduling.WaitingTask;
import java.util.Objects;

/**
 * A waiting task with what it is expected to cost.
 *
 * @param task the task
 * @param deviceMs device time that is charged for it, in milliseconds; above 0
 * @param runMs expected time from its first step to its end, in milliseconds; 0 if unknown
 * @param dueMs epoch milliseconds by which it should end here: its deadline less the expected time
 *     of the stages still to come, or for a task without one the end of its request timeout
 */
public record PricedTask(WaitingTask task, double deviceMs, double runMs, long dueMs) {

    /** A task should end within so many times its expected run time. */
    static final int STRETCH = 3;

    private static final int RECOVERY_STRETCH = 3 * STRETCH;

    /** Checks the task and the charge. */
    public PricedTask {
        Objects.requireNonNull(task, "task");
        if (!(deviceMs > 0 && Double.isFinite(deviceMs) && runMs >= 0)) {
            throw new IllegalArgumentException(
                    "a task costs some device time, not " + deviceMs + " and " + runMs + " ms");
        }
    }

    /** Returns the same task at a share of its cost. */
    public PricedTask times(double share) {
        return new PricedTask(task, deviceMs * share, runMs * share, dueMs);
    }

    /** Returns epoch milliseconds at which it must begin to end in time. */
    public long latestStartMs() {
        return dueMs - (long) Math.ceil(runMs);
    }

    /** Returns epoch milliseconds at which it must begin to end within its target. */
    long targetStartMs() {
        return runMs == 0 ? latestStartMs() : startWithin(STRETCH);
    }

    /** Returns epoch milliseconds at which it should begin once its target is lost. */
    long recoveryMs() {
        return startWithin(RECOVERY_STRETCH);
    }

    private long startWithin(int stretch) {
        return Math.min(reachMs(), task.arrivedMs() + (long) ((stretch - 1) * runMs));
    }

    /** At a lower quality level, or with luck, a task may end in time that begins later. */
    private long reachMs() {
        return dueMs - (long) Math.ceil(runMs * (task.leastEffort() / task.effort()));
    }
}
