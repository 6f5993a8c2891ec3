package io.omniflow.job.bench.schedule;

/** A trace cannot be read, written or replayed; the message is one line that says why. */
public final class TraceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TraceException(String message) {
        super(message);
    }

    TraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
