package io.omniflow.executor.record;

import io.omniflow.core.request.GenerationTask;
import java.util.Objects;

/**
 * What scheduling sends towards one worker through dit-cache. Kinds share one edge, so that a slot
 * given back cannot overtake the task that took it.
 *
 * @param kind what to do
 * @param worker subtask index of the worker whose slot the task takes
 * @param task the task
 * @param queuedMs milliseconds the task waited in the queue
 * @param releasedMs epoch milliseconds of its release
 */
public record WorkerCommand(
        Kind kind, int worker, GenerationTask task, long queuedMs, long releasedMs) {

    /** The kinds of command. */
    public enum Kind {
        /** Generate the task. */
        RUN,
        /** The task was answered from the cache: count it as completed. */
        SLOT_RETURN
    }

    /** Checks that the command is complete. */
    public WorkerCommand {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(task, "task");
    }

    /** Releases a task to a worker. */
    public static WorkerCommand run(
            GenerationTask task, int worker, long queuedMs, long releasedMs) {
        return new WorkerCommand(Kind.RUN, worker, task, queuedMs, releasedMs);
    }

    /** Gives the slot of this command's task back. */
    public WorkerCommand slotReturn() {
        return new WorkerCommand(Kind.SLOT_RETURN, worker, task, queuedMs, releasedMs);
    }
}
