package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.Objects;

/**
 * The decision to send a waiting task to a worker that runs an equal one.
 *
 * @param task the task, which no longer waits
 * @param leader the task on the worker
 * @param worker the worker
 */
public record Attachment(WaitingTask task, TaskId leader, int worker) {

    /** Checks that the decision is complete. */
    public Attachment {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(leader, "leader");
    }
}
