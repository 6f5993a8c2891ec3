package io.omniflow.core.error;

/** A model bundle is missing, incomplete or malformed. */
public final class InvalidModelException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the bad value and the expected form. */
    public InvalidModelException(ErrorCode code, String message) {
        super(code, message);
    }

    /** Creates an exception with the failure that caused it. */
    public InvalidModelException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
