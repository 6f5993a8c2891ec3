package io.omniflow.job.gateway.http;

/** Decides who may call. */
@FunctionalInterface
public interface Gatekeeper {

    /** Lets everybody call. */
    Gatekeeper OPEN = (operation, exchange) -> Caller.ANYBODY;

    /**
     * Returns who calls.
     *
     * @throws ApiException if the call is refused
     */
    Caller admit(Operation operation, Exchange exchange);
}
