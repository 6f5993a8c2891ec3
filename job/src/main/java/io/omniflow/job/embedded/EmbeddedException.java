package io.omniflow.job.embedded;

/** The embedded stack cannot do what it should; the message is one line that says what to do. */
public final class EmbeddedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public EmbeddedException(String message) {
        super(message);
    }

    /** Creates an exception with the failure that caused it. */
    public EmbeddedException(String message, Throwable cause) {
        super(message, cause);
    }
}
