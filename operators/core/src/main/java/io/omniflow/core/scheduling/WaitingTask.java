package io.omniflow.core.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.Objects;

/**
 * What scheduling must know of a waiting task to order it; the task itself stays in state.
 *
 * @param id the task
 * @param priority its class
 * @param tenant who asked; empty for the common tenant
 * @param sequence order of arrival, unique in its queue
 * @param arrivedMs epoch milliseconds of its arrival
 * @param deadlineMs epoch milliseconds by which the result is wanted; 0 for none
 * @param shape shape of its steps
 * @param steps number of its steps
 * @param fingerprint of the output: equal tasks share one generation
 * @param cacheKey its cache neighbourhood
 */
public record WaitingTask(
        TaskId id,
        Priority priority,
        String tenant,
        long sequence,
        long arrivedMs,
        long deadlineMs,
        Shape shape,
        int steps,
        String fingerprint,
        String cacheKey) {

    /** Checks that the entry is complete. */
    public WaitingTask {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(cacheKey, "cacheKey");
    }

    /** Describes a task that arrived at the given time. */
    public static WaitingTask of(GenerationTask task, long sequence, long arrivedMs) {
        return new WaitingTask(
                task.id(),
                task.priority(),
                task.tenant(),
                sequence,
                arrivedMs,
                task.deadlineMs(),
                Shape.of(task.params()),
                task.params().steps(),
                task.fingerprint(),
                task.cacheKey());
    }
}
