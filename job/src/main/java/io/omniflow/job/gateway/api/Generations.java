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

    private final Repeats repeats;

    /**
     * Creates it.
     *
     * @param patience how long a caller waits at most
     * @param draining tells when nobody may wait any more
     * @param repeats knows calls that are made again
     */
    Generations(
            Vertx vertx, OmniClient client, Duration patience, Draining draining, Repeats repeats) {
        this.vertx = vertx;
        this.client = client;
        this.patience = patience;
        this.draining = draining;
        this.repeats = repeats;
    }

    /** Begins a request with the id that the call has. */
    GenerationRequest.Builder request(Exchange exchange, ServedModel model) {
        return GenerationRequest.newBuilder().setId(repeats.id(exchange)).setModel(model.name());
    }

    /**
     * Publishes a request, unless it was before, and follows it as long as the caller is there.
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
        boolean isKnown = repeats.isKnown(request);
        return vertx.executeBlocking(() -> submission(request, isKnown, onEvent), false)
                .recover(failure -> Future.failedFuture(refusal(failure)))
                .onSuccess(submission -> guard(exchange, submission, isCancelledWithCall));
    }

    /** It is followed before its result is looked for, so that the result cannot be missed. */
    private Submission submission(
            GenerationRequest request, boolean isKnown, Consumer<GenerationEvent> onEvent) {
        Submission submission =
                isKnown ? client.follow(request.getId(), onEvent) : client.submit(request, onEvent);
        repeats.result(request.getId()).ifPresent(submission::end);
        return submission;
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

    /**
     * Publishes a request that nobody waits for, unless it was before, and completes when the
     * broker has it.
     */
    Future<Void> publish(GenerationRequest request) {
        if (repeats.isKnown(request)) {
            return Future.succeededFuture();
        }
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
