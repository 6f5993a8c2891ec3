package io.omniflow.core.error;

import java.util.Objects;

/** Base of every exception of Omniflow: an {@link ErrorCode} and a message that names the value. */
public class CoreModuleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** Creates an exception whose message names the bad value and the expected form. */
    public CoreModuleException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** Creates an exception with the failure that caused it. */
    public CoreModuleException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** Returns the stable code. */
    public final ErrorCode code() {
        return code;
    }
}
