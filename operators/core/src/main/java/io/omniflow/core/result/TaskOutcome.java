package io.omniflow.core.result;

import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal outcome of a task, emitted by whoever owns the task at its end.
 *
 * @param task the task
 * @param status how it ended
 * @param output the output; present exactly when completed
 * @param error why not; present exactly when not completed
 * @param timings where the time went
 * @param cache what the cache did
 * @param resumedFromStep the step from which the last resumption continued; 0 if never resumed
 * @param attempt 0 for the first execution, one more after each recovery
 */
public record TaskOutcome(
        GenerationTask task,
        TaskStatus status,
        @Nullable Output output,
        @Nullable TaskError error,
        TaskTimings timings,
        CacheReport cache,
        int resumedFromStep,
        int attempt) {

    /** Checks that an output is there exactly when completed. */
    public TaskOutcome {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(timings, "timings");
        Objects.requireNonNull(cache, "cache");
        boolean completed = status == TaskStatus.COMPLETED;
        if (completed != (output != null) || completed != (error == null)) {
            throw new IllegalArgumentException(
                    "a completed task has an output, any other an error: "
                            + task.id()
                            + " "
                            + status);
        }
    }

    /**
     * Returns the same without the pictures that nobody reads now: that which the task started from
     * and, if it did not complete, those of the stages that were still to come.
     */
    public TaskOutcome withoutPicture() {
        GenerationTask own = task.withoutPicture();
        GenerationTask bare = status == TaskStatus.COMPLETED ? own : own.withoutPicturesToCome();
        return bare == task
                ? this
                : new TaskOutcome(
                        bare, status, output, error, timings, cache, resumedFromStep, attempt);
    }

    /** A task that ended without output. */
    public static TaskOutcome failed(
            GenerationTask task, TaskStatus status, TaskError error, TaskTimings timings) {
        return new TaskOutcome(task, status, null, error, timings, CacheReport.MISS, 0, 0);
    }
}
