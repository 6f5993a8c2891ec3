package io.omniflow.core.error;

/** A request cannot be scheduled. */
public class SchedulerException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the bad value and the expected form. */
    public SchedulerException(ErrorCode code, String message) {
        super(code, message);
    }

    /** Creates an exception with the failure that caused it. */
    public SchedulerException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
