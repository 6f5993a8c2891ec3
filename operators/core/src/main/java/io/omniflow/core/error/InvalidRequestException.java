package io.omniflow.core.error;

/** A request breaks a rule that its sender can mend. */
public final class InvalidRequestException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the bad value and the expected form. */
    public InvalidRequestException(ErrorCode code, String message) {
        super(code, message);
    }

    /** Creates an exception with the failure that caused it. */
    public InvalidRequestException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
