package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.List;
import java.util.Objects;

/**
 * The decision to run a task now.
 *
 * @param task what to run, at the quality level that was chosen for it
 * @param leader the task on the worker whose generation it shares; the task itself if it runs
 * @param followers tasks that waited, are equal to it at its level, and share its generation
 * @param worker subtask index of the worker, whose slot it takes if it runs
 * @param terms on what terms
 */
public record Release(
        WaitingTask task, TaskId leader, List<WaitingTask> followers, int worker, RunTerms terms) {

    /** Checks that the release is complete and copies the list. */
    public Release {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(leader, "leader");
        followers = List.copyOf(followers);
        Objects.requireNonNull(terms, "terms");
    }
}
