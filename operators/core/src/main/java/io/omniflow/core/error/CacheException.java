package io.omniflow.core.error;

/** A cache entry cannot be stored, read or used. */
public final class CacheException extends CoreModuleException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names the bad value and the expected form. */
    public CacheException(ErrorCode code, String message) {
        super(code, message);
    }

    /** Creates an exception with the failure that caused it. */
    public CacheException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
