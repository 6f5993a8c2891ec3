package io.omniflow.job.gateway.server;

/** The gateway cannot be started; the message says why and what to do. */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates an exception. */
    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
