package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.omniflow.job.gateway.http.Parameter.Kind;
import io.omniflow.v1.GenerationRequest;
import java.util.List;

/** The parameters that say how texts are written. */
final class TextFields {

    static final List<Field> ALL =
            List.of(
                    Field.of(
                            "max_tokens",
                            Kind.INTEGER,
                            (r, v) -> r.getTextBuilder().setMaxTokens(v.intValue()),
                            "Most tokens that are written."),
                    Field.of(
                            "temperature",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setTemperature(v.doubleValue()),
                            "Logits are divided by it; 0 takes the likeliest token each time."),
                    Field.of(
                            "top_p",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setTopP(v.doubleValue()),
                            "Only the likeliest tokens that together have this probability."),
                    Field.of(
                            "presence_penalty",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setPresencePenalty(v.doubleValue()),
                            "Taken off the logit of each token that was written, from -2 to 2."),
                    Field.of(
                            "frequency_penalty",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setFrequencyPenalty(v.doubleValue()),
                            "Taken off the logit of a token for each time that it was written,"
                                    + " from -2 to 2."),
                    Field.of(
                            "stop",
                            Kind.TEXTS,
                            TextFields::stop,
                            "The text ends before the first of these."),
                    Field.of(
                            "top_k",
                            Kind.INTEGER,
                            (r, v) -> r.getTextBuilder().setTopK(v.intValue()),
                            "Only so many of the likeliest tokens; 0 for all. An extension."),
                    Field.of(
                            "min_p",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setMinP(v.doubleValue()),
                            "Only tokens with this share of the likeliest one's probability. An"
                                    + " extension."),
                    Field.of(
                            "repetition_penalty",
                            Kind.NUMBER,
                            (r, v) -> r.getTextBuilder().setRepetitionPenalty(v.doubleValue()),
                            "Makes tokens that were there less likely above 1. An extension."),
                    Field.of(
                            "stop_token_ids",
                            Kind.INTEGERS,
                            TextFields::stopTokens,
                            "The text ends before the first of these tokens. An extension."),
                    Field.of(
                            "ignore_eos",
                            Kind.FLAG,
                            (r, v) -> r.getTextBuilder().setIgnoreEos(v.booleanValue()),
                            "Whether the model's own end of the text is passed over. An"
                                    + " extension."));

    static final Field LOGPROBS =
            Field.of(
                    "logprobs",
                    Kind.INTEGER,
                    (r, v) -> r.getTextBuilder().setLogprobs(v.intValue()),
                    "Tells the probability of each token, and of so many others at its place.");

    private TextFields() {}

    private static void stop(GenerationRequest.Builder request, JsonNode stop) {
        if (stop.isTextual()) {
            request.getTextBuilder().addStop(stop.textValue());
        }
        stop.forEach(each -> request.getTextBuilder().addStop(each.textValue()));
    }

    private static void stopTokens(GenerationRequest.Builder request, JsonNode tokens) {
        tokens.forEach(each -> request.getTextBuilder().addStopTokenIds(each.intValue()));
    }
}
