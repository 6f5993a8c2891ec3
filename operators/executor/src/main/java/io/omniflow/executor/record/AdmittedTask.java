package io.omniflow.executor.record;

import io.omniflow.core.request.GenerationTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A valid task on its way from admission to scheduling.
 *
 * @param task the task
 * @param origin the record it came from, with the first image only: scheduling needs it to dead
 *     letter a reused id, and drops it otherwise
 */
public record AdmittedTask(GenerationTask task, @Nullable InboundRecord origin) {

    /** Checks the task. */
    public AdmittedTask {
        Objects.requireNonNull(task, "task");
    }
}
