package io.omniflow.job.gateway.api;

import io.omniflow.job.client.ClientException;
import io.omniflow.job.client.OmniClient;
import io.omniflow.job.client.Submission;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Draining;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Publishes requests for callers who wait for the answer. */
final class Generations {

    private final Vertx vertx;

    private final OmniClient client;

    private final Duration patience;

    private final Draining draining;

    /**
     * Creates it.
     *
     * @param patience how long a caller waits at most
     * @param draining tells when nobody may wait any more
     */
    Generations(Vertx vertx, OmniClient client, Duration patience, Draining draining) {
        this.vertx = vertx;
        this.client = client;
        this.patience = patience;
        this.draining = draining;
    }

    /** Begins a request with an id that nobody can guess. */
    static GenerationRequest.Builder request(ServedModel model) {
        return GenerationRequest.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setModel(model.name());
    }

    /**
     * Publishes a request and follows it as long as the caller is there.
     *
     * @param exchange the call, whose response gets the request's id as a header
     * @param isCancelledWithCall whether the request is given up when the caller goes away
     * @param onEvent called with each event, on a thread of the client
     */
    Future<Submission> begin(
            Exchange exchange,
            GenerationRequest request,
            boolean isCancelledWithCall,
            Consumer<GenerationEvent> onEvent) {
        exchange.put("x-request-id", request.getId());
        return vertx.executeBlocking(() -> client.submit(request, onEvent), false)
                .recover(failure -> Future.failedFuture(refusal(failure)))
                .onSuccess(submission -> guard(exchange, submission, isCancelledWithCall));
    }

    private void guard(Exchange exchange, Submission submission, boolean isCancelledWithCall) {
        exchange.onEnd(submission::close);
        exchange.onGone(
                () -> {
                    submission.close();
                    if (isCancelledWithCall && !submission.result().isDone()) {
                        cancel(submission.id());
                    }
                });
    }

    /** Publishes a request that nobody waits for, and completes when the broker has it. */
    Future<Void> publish(GenerationRequest request) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            client.publish(request);
                            return null;
                        },
                        false)
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    /** Asks for a request to be given up. */
    Future<Void> cancel(String id) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            client.cancel(id);
                            return null;
                        },
                        false)
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    /** Returns the result, whatever it is, on the call's event loop. */
    Future<GenerationResult> result(Exchange exchange, Submission submission) {
        CompletableFuture<GenerationResult> waited = submission.result().copy();
        exchange.onEnd(
                draining.when(Draining.Phase.OVER, () -> waited.completeExceptionally(stopping())));
        return Future.fromCompletionStage(waited, exchange.context())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private static ApiException stopping() {
        return ApiException.unavailable(
                "this instance stops; the request goes on, see GET /v1/jobs/{id} with the id of the"
                        + " header x-request-id",
                Duration.ofSeconds(1));
    }

    private ApiException refusal(Throwable failure) {
        if (failure instanceof ApiException refusal) {
            return refusal;
        }
        if (failure instanceof TimeoutException) {
            return ApiException.of(
                    504,
                    "timeout_error",
                    "no_result_yet",
                    "there is no result after "
                            + patience.toSeconds()
                            + " s; the request goes on, see GET /v1/jobs/{id} with the id of the"
                            + " header x-request-id");
        }
        String message =
                failure instanceof ClientException
                        ? String.valueOf(failure.getMessage())
                        : "the request was not published";
        return ApiException.unavailable(message, Duration.ofSeconds(2));
    }
}
