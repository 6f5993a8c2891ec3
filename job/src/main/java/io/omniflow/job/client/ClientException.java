package io.omniflow.job.client;

/** The client cannot do what it should; the message is one line that says what to do. */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public ClientException(String message) {
        super(message);
    }

    /** Creates an exception with the failure that caused it. */
    public ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
