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
 * @param written what was written since the last report
 */
public record StepProgress(
        TaskId id, int step, int steps, StepCacheReport stepCache, TextPart written) {

    /** Checks that the progress is complete. */
    public StepProgress {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(stepCache, "stepCache");
        Objects.requireNonNull(written, "written");
    }

    /** The progress of a picture. */
    public StepProgress(TaskId id, int step, int steps, StepCacheReport stepCache) {
        this(id, step, steps, stepCache, TextPart.NONE);
    }
}
