package io.omniflow.executor.admission;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.wire.RefusedRequest;
import java.util.List;

/** What becomes of a record. */
sealed interface Decision {

    /**
     * It is a valid request.
     *
     * @param tasks one for each image, by index
     */
    record Admitted(List<GenerationTask> tasks) implements Decision {}

    /**
     * It is a request that breaks a rule or comes too late: its sender gets a result.
     *
     * @param request what the result needs
     */
    record Refused(RefusedRequest request) implements Decision {}

    /**
     * It is no request, or one that no result can be keyed by.
     *
     * @param error why
     */
    record DeadLettered(TaskError error) implements Decision {}
}
