package io.omniflow.core.scheduling;

import java.util.List;
import java.util.Objects;

/**
 * The decision to run a task now.
 *
 * @param task what to run
 * @param followers equal tasks that waited with it and share its generation
 * @param worker subtask index of the worker whose slot it takes
 * @param terms on what terms
 */
public record Release(WaitingTask task, List<WaitingTask> followers, int worker, RunTerms terms) {

    /** Checks that the release is complete and copies the list. */
    public Release {
        Objects.requireNonNull(task, "task");
        followers = List.copyOf(followers);
        Objects.requireNonNull(terms, "terms");
    }
}
