package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.job.gateway.http.ApiException;
import io.omniflow.job.gateway.http.Arguments;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Parameter;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.v1.GenerationRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Writes texts that answer messages. The models that are served have no template for conversations:
 * their prompt is the text of all messages, one below the other.
 */
final class ChatApi {

    private static final List<Neutral> NEUTRAL =
            List.of(
                    Neutral.of("logit_bias", Kind.OBJECT, "{}"),
                    Neutral.of("modalities", Kind.TEXTS, "[\"text\"]"),
                    Neutral.of("response_format", Kind.OBJECT, "{\"type\":\"text\"}"),
                    Neutral.of("service_tier", Kind.TEXT, "\"auto\"", "\"default\""),
                    Neutral.of("store", Kind.FLAG, "false"),
                    Neutral.of("tool_choice", Kind.TEXT, "\"none\"", "\"auto\""),
                    Neutral.of("tools", Kind.OBJECTS, "[]"));

    private static final List<Field> FIELDS =
            Stream.of(
                            Stream.of(Fields.MODEL, Fields.METADATA, Fields.CACHE_KEY),
                            Fields.COMMON.stream(),
                            TextFields.ALL.stream())
                    .flatMap(each -> each)
                    .toList();

    private static final Operation OPERATION =
            Operation.post(
                            "createChatCompletion",
                            "/v1/chat/completions",
                            "Writes texts that answer messages.",
                            Fields.parameters(
                                    FIELDS,
                                    NEUTRAL,
                                    Parameter.of(
                                                    "messages",
                                                    Kind.OBJECTS,
                                                    "Each with a role (system, developer, user or"
                                                        + " assistant) and a content of text. The"
                                                        + " prompt is their texts, one below the"
                                                        + " other.")
                                            .required(),
                                    Parameter.of(
                                            "max_completion_tokens",
                                            Kind.INTEGER,
                                            "Another name of max_tokens."),
                                    Parameter.of(
                                            "logprobs",
                                            Kind.FLAG,
                                            "Whether the probability of each token is told; a"
                                                    + " stream tells them at its end."),
                                    Parameter.of(
                                            "top_logprobs",
                                            Kind.INTEGER,
                                            "How many of the likeliest tokens are told for each;"
                                                    + " needs logprobs."),
                                    TextCalls.STREAM,
                                    TextCalls.STREAM_OPTIONS,
                                    ImagesApi.CANCEL))
                    .answering("application/json", "text/event-stream");

    private static final List<Parameter> MESSAGE =
            List.of(
                    new Parameter(
                            "role",
                            Kind.TEXT,
                            true,
                            List.of("system", "developer", "user", "assistant"),
                            ""),
                    Parameter.of("name", Kind.TEXT, ""),
                    Parameter.of("tool_calls", Kind.OBJECTS, ""),
                    Parameter.of("annotations", Kind.OBJECTS, ""));

    /** Clients send answers back as they got them. */
    private static final List<Neutral> OF_ANSWERS =
            List.of(
                    Neutral.of("tool_calls", Kind.OBJECTS, "[]"),
                    Neutral.of("annotations", Kind.OBJECTS, "[]"));

    private static final List<Parameter> PART =
            List.of(
                    new Parameter("type", Kind.TEXT, true, List.of("text"), ""),
                    Parameter.of("text", Kind.TEXT, "").required());

    private final Models models;

    private final TextCalls calls;

    ChatApi(Models models, TextCalls calls) {
        this.models = models;
        this.calls = calls;
    }

    Route route() {
        return new Route(OPERATION, this::create);
    }

    private Future<Void> create(Exchange exchange) {
        Arguments arguments = exchange.arguments();
        Neutral.check(NEUTRAL, arguments);
        ServedModel model = models.choose(arguments.text("model", ""), false);
        GenerationRequest.Builder request = calls.request(exchange, model);
        Fields.fill(request, FIELDS, arguments, exchange.caller());
        request.setModel(model.name()).setPrompt(prompt(arguments.get("messages").orElseThrow()));
        arguments
                .get("max_completion_tokens")
                .ifPresent(most -> request.getTextBuilder().setMaxTokens(most.intValue()));
        logprobs(arguments, request);
        return calls.run(exchange, arguments, request.build(), model, new ChatFormat());
    }

    private static void logprobs(Arguments arguments, GenerationRequest.Builder request) {
        int top = arguments.integer("top_logprobs", 0);
        if (arguments.flag("logprobs")) {
            request.getTextBuilder().setLogprobs(top);
        } else if (top > 0) {
            throw ApiException.invalid(
                    "top_logprobs", "invalid_value", "top_logprobs needs logprobs to be true");
        }
    }

    private static String prompt(JsonNode messages) {
        StringJoiner prompt = new StringJoiner("\n");
        int number = 0;
        for (JsonNode message : messages) {
            ObjectNode rest = message.deepCopy();
            JsonNode content = rest.remove("content");
            String where = "messages[" + number++ + "].";
            Neutral.check(OF_ANSWERS, Arguments.of(MESSAGE, rest, where));
            if (content == null || content.isNull()) {
                throw content(where, "is missing");
            }
            prompt.add(text(content, where));
        }
        return prompt.toString();
    }

    private static String text(JsonNode content, String where) {
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw content(where, "is a string or a list of parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!(part instanceof ObjectNode object)) {
                throw content(where, "has a part that is no object");
            }
            text.append(Arguments.of(PART, object, where + "content.").text("text", ""));
        }
        return text.toString();
    }

    private static ApiException content(String where, String what) {
        String name = where + "content";
        return ApiException.invalid(name, "invalid_type", name + " " + what);
    }
}
