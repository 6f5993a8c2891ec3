package io.omniflow.executor.wire;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.v1.GenerationRequest;
import java.util.Objects;

/**
 * A JSON text is a request, but for a field or a constant that the schema does not have. What it
 * says otherwise is known, so that its sender can be answered.
 */
public final class UnknownFieldException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    private final transient GenerationRequest request;

    UnknownFieldException(
            ErrorCode code, String message, GenerationRequest request, Throwable cause) {
        super(code, message, cause);
        this.request = Objects.requireNonNull(request, "request");
    }

    /** Returns the request without what is not known. */
    public GenerationRequest request() {
        return request;
    }
}
