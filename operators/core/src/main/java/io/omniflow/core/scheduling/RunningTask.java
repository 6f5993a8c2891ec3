package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.io.Serializable;
import java.util.Objects;

/**
 * A task on a worker.
 *
 * @param id the task
 * @param step steps taken; 0 while it waits on the worker
 * @param steps steps in all
 */
public record RunningTask(TaskId id, int step, int steps) implements Serializable {

    /** Checks the id. */
    public RunningTask {
        Objects.requireNonNull(id, "id");
    }
}
