package io.omniflow.executor.wire;

import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import java.util.Map;
import java.util.Objects;

/**
 * A request of which no task came.
 *
 * @param id the request id
 * @param model the model it asks for, as given; empty when not given
 * @param modelRevision content hash of the model bundle; empty when the model is not known
 * @param status rejected or expired
 * @param error why
 * @param priority the request's class
 * @param tenant who asked; empty when not given
 * @param createdMs epoch milliseconds at which the request was published
 * @param headers record headers that pass through to the result
 */
public record RefusedRequest(
        String id,
        String model,
        String modelRevision,
        TaskStatus status,
        TaskError error,
        Priority priority,
        String tenant,
        long createdMs,
        Map<String, String> headers) {

    /** Checks that the value is complete and copies the headers. */
    public RefusedRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(modelRevision, "modelRevision");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(tenant, "tenant");
        headers = Map.copyOf(headers);
    }
}
