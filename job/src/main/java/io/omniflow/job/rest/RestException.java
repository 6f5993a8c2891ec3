package io.omniflow.job.rest;

/** The JobManager does not do what it should; the message is one line that says what to do. */
public final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RestException(String message) {
        super(message);
    }

    RestException(String message, Throwable cause) {
        super(message, cause);
    }
}
