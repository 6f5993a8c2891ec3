package io.omniflow.worker;

import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.TaskId;
import java.util.Objects;

/**
 * How far a generation is.
 *
 * @param id the task
 * @param step steps taken
 * @param steps steps in all
 * @param stepCache what the step cache has done so far
 */
public record StepProgress(TaskId id, int step, int steps, StepCacheReport stepCache) {

    /** Checks that the progress is complete. */
    public StepProgress {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stepCache, "stepCache");
    }
}
