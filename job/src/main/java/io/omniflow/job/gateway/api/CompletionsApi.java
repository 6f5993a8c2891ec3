package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.v1.GenerationRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** Writes texts that continue a prompt. */
final class CompletionsApi {

    /** Some clients send every prompt in a list. */
    private static final Field PROMPT =
            Field.of(
                    "prompt",
                    Kind.TEXTS,
                    CompletionsApi::prompt,
                    "What to continue; a list has one text.");

    private static final List<Neutral> NEUTRAL =
            List.of(
                    Neutral.of("best_of", Kind.INTEGER, "1"),
                    Neutral.of("echo", Kind.FLAG, "false"),
                    Neutral.of("logit_bias", Kind.OBJECT, "{}"),
                    Neutral.of("suffix", Kind.TEXT, "\"\""));

    private static final List<Field> FIELDS =
            Stream.of(
                            Stream.of(Fields.MODEL, PROMPT.required()),
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
                                    NEUTRAL,
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

    private static void prompt(GenerationRequest.Builder request, JsonNode prompt) {
        if (!prompt.isTextual() && prompt.size() != 1) {
            throw ApiException.invalid(
                    "prompt",
                    "unsupported_value",
                    "prompt is one text, not " + prompt.size() + ": make a call for each");
        }
        request.setPrompt(prompt.isTextual() ? prompt.textValue() : prompt.get(0).textValue());
    }

    private Future<Void> create(Exchange exchange) {
        Arguments arguments = exchange.arguments();
        Neutral.check(NEUTRAL, arguments);
        ServedModel model = models.choose(arguments.text("model", ""), false);
        GenerationRequest.Builder request = calls.request(exchange, model);
        Fields.fill(request, FIELDS, arguments, exchange.caller());
        request.setModel(model.name());
        return calls.run(exchange, arguments, request.build(), model, new CompletionFormat());
    }
}
