package io.omniflow.job.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.v1.TokenLogprob;
import io.omniflow.v1.TopLogprob;
import java.util.List;

/** Texts as messages of an assistant. */
final class ChatFormat implements TextFormat {

    @Override
    public String object(boolean isChunk) {
        return isChunk ? "chat.completion.chunk" : "chat.completion";
    }

    @Override
    public void put(ObjectNode choice, String text, boolean isChunk, boolean isFirst) {
        ObjectNode message = choice.putObject(isChunk ? "delta" : "message");
        if (isFirst) {
            message.put("role", "assistant");
        }
        if (isFirst || !text.isEmpty()) {
            message.put("content", text);
        }
        if (!isChunk) {
            message.putNull("refusal");
        }
    }

    @Override
    public JsonNode logprobs(List<TokenLogprob> tokens) {
        ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
        logprobs.putArray("content");
        logprobs.putNull("refusal");
        for (TokenLogprob token : tokens) {
            ObjectNode one = logprobs.withArray("content").addObject();
            put(one, token.getToken(), token.getLogprob());
            one.putArray("top_logprobs");
            for (TopLogprob top : token.getTopList()) {
                put(one.withArray("top_logprobs").addObject(), top.getToken(), top.getLogprob());
            }
        }
        return logprobs;
    }

    private static void put(ObjectNode node, String token, double logprob) {
        node.put("token", token).put("logprob", logprob).putArray("bytes");
        for (byte each : token.getBytes(UTF_8)) {
            node.withArray("bytes").add(each & 0xff);
        }
    }
}
