package io.omniflow.job.gateway.http;

import io.vertx.core.Future;

/** Answers calls of one operation, on the event loop, which it must not block. */
@FunctionalInterface
public interface Handler {

    /**
     * Answers one call.
     *
     * @return completes when the response has begun; a failure becomes an error response
     * @throws ApiException if the call is refused
     */
    Future<Void> handle(Exchange exchange);
}
