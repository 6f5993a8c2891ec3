package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.Objects;

/**
 * What scheduling must know of a waiting task to order it; the task itself stays in state.
 *
 * @param id the task
 * @param priority its class
 * @param sequence order of arrival, unique in its queue
 * @param deadlineMs epoch milliseconds by which the result is wanted; 0 for none
 */
public record WaitingTask(TaskId id, Priority priority, long sequence, long deadlineMs) {

    /** Checks that the entry is complete. */
    public WaitingTask {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(priority, "priority");
    }
}
