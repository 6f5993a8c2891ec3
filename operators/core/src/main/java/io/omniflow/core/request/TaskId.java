package io.omniflow.core.request;

import java.io.Serializable;
import java.util.Objects;

/**
 * Identifies a task, the unit of scheduling: one image (or text) of a request.
 *
 * @param requestId the id the sender gave the request
 * @param index the image's index in the request, from 0
 */
public record TaskId(String requestId, int index) implements Serializable {

    /** Checks that the id is complete. */
    public TaskId {
        Objects.requireNonNull(requestId, "requestId");
        if (index < 0) {
            throw new IllegalArgumentException("index must not be negative: " + index);
        }
    }

    @Override
    public String toString() {
        return requestId + "#" + index;
    }
}
