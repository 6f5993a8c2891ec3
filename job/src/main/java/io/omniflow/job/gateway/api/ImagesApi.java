package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.job.gateway.jobs.Outputs;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes pictures for callers who wait, as OpenAI's images API does. */
final class ImagesApi {

    static final Parameter CANCEL =
            Parameter.of(
                    "cancel_on_disconnect",
                    Kind.FLAG,
                    "Whether the request is given up when the caller goes away; false. An"
                            + " extension.");

    private static final List<Neutral> NEUTRAL =
            List.of(
                    Neutral.of("background", Kind.TEXT, "\"auto\"", "\"opaque\""),
                    Neutral.of("output_compression", Kind.INTEGER, "100"));

    private static final List<Field> FIELDS =
            Stream.of(
                            Stream.of(Fields.MODEL, Fields.PROMPT.required()),
                            Fields.COMMON.stream(),
                            Fields.IMAGE.stream(),
                            Stream.of(Fields.PREVIEWS))
                    .flatMap(each -> each)
                    .toList();

    private static final Operation OPERATION =
            Operation.post(
                            "createImage",
                            "/v1/images/generations",
                            "Makes pictures and waits for them.",
                            Fields.parameters(
                                    FIELDS,
                                    NEUTRAL,
                                    Parameter.choice(
                                            "response_format",
                                            List.of("b64_json", "url"),
                                            "Whether pictures are sent or linked to; b64_json. A"
                                                    + " stream sends them."),
                                    TextCalls.STREAM,
                                    CANCEL))
                    .answering("application/json", "text/event-stream");

    private final Vertx vertx;

    private final Models models;

    private final Generations generations;

    private final Outputs outputs;

    private final Links links;

    ImagesApi(Vertx vertx, Models models, Generations generations, Outputs outputs, Links links) {
        this.vertx = vertx;
        this.models = models;
        this.generations = generations;
        this.outputs = outputs;
        this.links = links;
    }

    Route route() {
        return new Route(OPERATION, this::create);
    }

    private Future<Void> create(Exchange exchange) {
        Arguments arguments = exchange.arguments();
        Neutral.check(NEUTRAL, arguments);
        GenerationRequest.Builder request =
                generations.request(exchange, models.choose(arguments.text("model", ""), true));
        String model = request.getModel();
        Fields.fill(request, FIELDS, arguments, exchange.caller());
        request.setModel(model);
        if (arguments.flag(TextCalls.STREAM.name())) {
            return Streaming.run(
                    vertx,
                    generations,
                    exchange,
                    request.build(),
                    arguments.flag(CANCEL.name()),
                    new ImageTelling());
        }
        // Nobody would see them.
        request.clearPartialImages();
        boolean isLinked = arguments.text("response_format", "b64_json").equals("url");
        return generations
                .begin(exchange, request.build(), arguments.flag(CANCEL.name()), event -> {})
                .compose(submission -> generations.result(exchange, submission))
                .compose(result -> answer(exchange, result, isLinked));
    }

    private Future<Void> answer(Exchange exchange, GenerationResult result, boolean isLinked) {
        if (ResultErrors.isFailure(result)) {
            return Future.failedFuture(ResultErrors.of(result));
        }
        outputs.keep(result);
        IntFunction<String> made =
                isLinked ? index -> links.of(exchange, result.getRequestId(), index) : null;
        return encode(result, made).compose(body -> exchange.bytes(200, "application/json", body));
    }

    /** Pictures may be megabytes, or lie in files: the event loop does not wait for them. */
    private Future<Buffer> encode(GenerationResult result, @Nullable IntFunction<String> made) {
        return vertx.executeBlocking(
                () -> Buffer.buffer(ImageJson.response(result, made).toString()), false);
    }
}
