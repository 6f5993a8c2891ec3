package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.v1.TokenLogprob;
import io.omniflow.v1.TopLogprob;
import java.util.List;

/** Texts as continuations of a prompt. */
final class CompletionFormat implements TextFormat {

    @Override
    public String object(boolean isChunk) {
        return "text_completion";
    }

    @Override
    public void put(ObjectNode choice, String text, boolean isChunk, boolean isFirst) {
        choice.put("text", text);
    }

    @Override
    public JsonNode logprobs(List<TokenLogprob> tokens) {
        ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
        for (String name : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
            logprobs.putArray(name);
        }
        int offset = 0;
        for (TokenLogprob token : tokens) {
            logprobs.withArray("tokens").add(token.getToken());
            logprobs.withArray("token_logprobs").add(token.getLogprob());
            logprobs.withArray("text_offset").add(offset);
            ObjectNode top = logprobs.withArray("top_logprobs").addObject();
            for (TopLogprob each : token.getTopList()) {
                top.put(each.getToken(), each.getLogprob());
            }
            offset += token.getToken().length();
        }
        return logprobs;
    }
}
