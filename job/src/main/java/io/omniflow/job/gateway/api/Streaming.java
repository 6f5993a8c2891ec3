package io.omniflow.job.gateway.api;

import io.omniflow.job.client.RequestState;
import io.omniflow.job.client.Submission;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.EventStream;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * One call that is answered by a stream of events. The stream begins with the first news of the
 * request, so that a request which is refused at once is answered with an error status.
 */
final class Streaming {

    private static final long BEAT_MS = 15_000;

    private final Vertx vertx;

    private final Exchange exchange;

    private final Telling telling;

    private @Nullable Submission submission;

    private @Nullable EventStream stream;

    private @Nullable GenerationResult result;

    private Streaming(Vertx vertx, Exchange exchange, Telling telling) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.telling = telling;
    }

    /** Publishes a request and tells it until its end. */
    static Future<Void> run(
            Vertx vertx,
            Generations generations,
            Exchange exchange,
            GenerationRequest request,
            boolean isCancelledWithCall,
            Telling telling) {
        Streaming streaming = new Streaming(vertx, exchange, telling);
        return generations
                .begin(exchange, request, isCancelledWithCall, event -> streaming.heard())
                .compose(submission -> streaming.follow(generations, submission));
    }

    /** Called on a thread of the client. */
    private void heard() {
        exchange.context().runOnContext(ignored -> tell());
    }

    private Future<Void> follow(Generations generations, Submission followed) {
        submission = followed;
        if (isBegun(followed.state().phase())) {
            tell();
        }
        return generations
                .result(exchange, followed)
                .compose(this::prepared)
                .compose(this::finish)
                .recover(this::fail);
    }

    /** What has its result already may still be answered with an error status. */
    private static boolean isBegun(RequestState.Phase phase) {
        return phase != RequestState.Phase.SENT && phase != RequestState.Phase.DONE;
    }

    private Future<GenerationResult> prepared(GenerationResult last) {
        if (ResultErrors.isFailure(last)) {
            return Future.failedFuture(ResultErrors.of(last));
        }
        return vertx.executeBlocking(
                () -> {
                    telling.prepare(last);
                    return last;
                },
                false);
    }

    private Future<Void> finish(GenerationResult last) {
        result = last;
        tell();
        return Future.succeededFuture();
    }

    /** A stream that has begun can only tell of a failure within. */
    private Future<Void> fail(Throwable failure) {
        EventStream open = stream;
        if (open == null) {
            return Future.failedFuture(failure);
        }
        open.fail(
                failure instanceof ApiException refusal
                        ? refusal
                        : ApiException.of(500, "server_error", "internal", "the gateway failed"));
        return Future.succeededFuture();
    }

    private void tell() {
        if (submission == null || !exchange.isOpen()) {
            return;
        }
        if (stream == null) {
            EventStream begun = exchange.events();
            stream = begun;
            long beats = vertx.setPeriodic(BEAT_MS, timer -> begun.beat());
            exchange.onEnd(() -> vertx.cancelTimer(beats));
            begun.from(this::write);
        } else {
            stream.changed();
        }
    }

    private void write(EventStream open) {
        GenerationResult last = result;
        if (last == null) {
            if (submission != null) {
                telling.news(open, submission.state());
            }
            return;
        }
        if (submission != null) {
            telling.last(open, submission.state());
        }
        while (open.hasRoom()) {
            if (!telling.ending(open, last)) {
                open.end();
            }
        }
    }
}
