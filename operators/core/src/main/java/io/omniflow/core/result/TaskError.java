package io.omniflow.core.result;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.util.Objects;

/**
 * Why a task did not complete.
 *
 * @param code stable code
 * @param message names the bad value and the expected form
 */
public record TaskError(ErrorCode code, String message) {

    /** Checks that the error is complete. */
    public TaskError {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    /** Describes an exception; anything that is not ours counts as the given code. */
    public static TaskError of(Throwable failure, ErrorCode fallback) {
        if (failure instanceof CoreModuleException known) {
            return new TaskError(known.code(), known.getMessage());
        }
        return new TaskError(fallback, String.valueOf(failure));
    }
}
