package io.omniflow.core.error;

/** A device, its memory or a model is not available. */
public final class ResourceException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the bad value and the expected form. */
    public ResourceException(ErrorCode code, String message) {
        super(code, message);
    }

    /** Creates an exception with the failure that caused it. */
    public ResourceException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
