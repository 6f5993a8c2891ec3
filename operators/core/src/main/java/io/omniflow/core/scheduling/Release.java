package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * The decision to run a task now.
 *
 * @param task what to run
 * @param worker subtask index of the worker whose slot it takes
 */
public record Release(WaitingTask task, int worker) {

    /** Checks the task. */
    public Release {
        Objects.requireNonNull(task, "task");
    }
}
