package io.omniflow.executor.record;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.WaitingTask;
import java.util.Objects;

/**
 * A waiting task as it lies in the state of scheduling.
 *
 * @param task the task
 * @param sequence order of arrival
 * @param arrivedMs epoch milliseconds of its arrival at scheduling
 */
public record QueuedTask(GenerationTask task, long sequence, long arrivedMs) {

    /** Checks the task. */
    public QueuedTask {
        Objects.requireNonNull(task, "task");
    }

    /** Returns the task at the quality level of a fingerprint; itself if that is its own. */
    public QueuedTask at(String fingerprint) {
        GenerationTask moved = task.at(fingerprint);
        return moved == task ? this : new QueuedTask(moved, sequence, arrivedMs);
    }

    /** Returns what the scheduler must know of it. */
    public WaitingTask waiting() {
        return WaitingTask.of(task, sequence, arrivedMs);
    }
}
