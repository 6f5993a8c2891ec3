package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.v1.GenerationRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** Writes texts that continue a prompt. */
final class CompletionsApi {

    private static final List<Field> FIELDS =
            Stream.of(
                            Stream.of(Fields.MODEL, Fields.PROMPT.required()),
                            Fields.COMMON.stream(),
                            TextFields.ALL.stream(),
                            Stream.of(TextFields.LOGPROBS))
                    .flatMap(each -> each)
                    .toList();

    private static final Operation OPERATION =
            Operation.post(
                            "createCompletion",
                            "/v1/completions",
                            "Writes texts that continue a prompt.",
                            Fields.parameters(
                                    FIELDS,
                                    TextCalls.STREAM,
                                    TextCalls.STREAM_OPTIONS,
                                    ImagesApi.CANCEL))
                    .answering("application/json", "text/event-stream");

    private final Models models;

    private final TextCalls calls;

    CompletionsApi(Models models, TextCalls calls) {
        this.models = models;
        this.calls = calls;
    }

    Route route() {
        return new Route(OPERATION, this::create);
    }

    private Future<Void> create(Exchange exchange) {
        Arguments arguments = exchange.arguments();
        ServedModel model = models.choose(arguments.text("model", ""), false);
        GenerationRequest.Builder request = Generations.request(model);
        Fields.fill(request, FIELDS, arguments, exchange.caller());
        request.setModel(model.name());
        return calls.run(exchange, arguments, request.build(), model, new CompletionFormat());
    }
}
