package io.omniflow.job.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omniflow.v1.TokenLogprob;
import java.util.List;

/** How one of OpenAI's two APIs for texts writes them. Instances have no state. */
interface TextFormat {

    /** Returns what the response calls itself. */
    String object(boolean isChunk);

    /** Puts a text, or a part of one, into a choice. */
    void put(ObjectNode choice, String text, boolean isChunk, boolean isFirst);

    /** Writes the probabilities of tokens. */
    JsonNode logprobs(List<TokenLogprob> tokens);
}
