package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.List;

/** Writes texts for callers who wait, in either format, at once or as a stream. */
final class TextCalls {

    static final Parameter STREAM =
            Parameter.of("stream", Kind.FLAG, "Whether the answer is a stream of events; false.");

    static final Parameter STREAM_OPTIONS =
            Parameter.of(
                    "stream_options",
                    Kind.OBJECT,
                    "include_usage: whether the stream ends with the number of tokens; false.");

    private static final List<Parameter> OPTIONS =
            List.of(
                    Parameter.of("include_usage", Kind.FLAG, ""),
                    Parameter.of("include_obfuscation", Kind.FLAG, ""));

    private final Vertx vertx;

    private final Generations generations;

    private final Clock clock;

    TextCalls(Vertx vertx, Generations generations, Clock clock) {
        this.vertx = vertx;
        this.generations = generations;
        this.clock = clock;
    }

    /** Begins a request. */
    GenerationRequest.Builder request(Exchange exchange, ServedModel model) {
        return generations.request(exchange, model);
    }

    /** Answers a call with the texts of a request. */
    Future<Void> run(
            Exchange exchange,
            Arguments arguments,
            GenerationRequest request,
            ServedModel model,
            TextFormat format) {
        TextAnswer answer =
                new TextAnswer(
                        format,
                        request.getId(),
                        model.name(),
                        clock.millis() / 1000,
                        model.revision(),
                        request.getText().hasLogprobs());
        boolean isCancelled = arguments.flag(ImagesApi.CANCEL.name());
        boolean isStream = arguments.flag(STREAM.name());
        if (!isStream && arguments.get(STREAM_OPTIONS.name()).isPresent()) {
            throw ApiException.invalid(
                    STREAM_OPTIONS.name(),
                    "invalid_value",
                    "stream_options needs stream to be true");
        }
        if (isStream) {
            int count = request.hasN() ? request.getN() : 1;
            if (count < 1) {
                throw ApiException.invalid("n", "invalid_n", "n is 1 or more, not " + count);
            }
            TextTelling telling =
                    new TextTelling(answer, model.lastStage(), count, tellsUsage(arguments));
            return Streaming.run(vertx, generations, exchange, request, isCancelled, telling);
        }
        return generations
                .begin(exchange, request, isCancelled, event -> {})
                .compose(submission -> generations.result(exchange, submission))
                .compose(result -> respond(exchange, result, answer));
    }

    private static boolean tellsUsage(Arguments arguments) {
        return arguments
                .object(STREAM_OPTIONS.name(), OPTIONS)
                .map(options -> options.flag("include_usage"))
                .orElse(false);
    }

    private Future<Void> respond(Exchange exchange, GenerationResult result, TextAnswer answer) {
        if (ResultErrors.isFailure(result)) {
            return Future.failedFuture(ResultErrors.of(result));
        }
        return vertx.executeBlocking(
                        () -> answer.response(result, TextAnswer.texts(result)).toString(), false)
                .compose(body -> exchange.bytes(200, "application/json", Buffer.buffer(body)));
    }
}
