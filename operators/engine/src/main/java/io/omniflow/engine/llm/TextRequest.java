package io.omniflow.engine.llm;

import io.omniflow.engine.llm.sampling.SamplingParams;
import java.util.List;
import java.util.Objects;

/**
 * What a language model shall write: with the model's content, this decides the text.
 *
 * @param prompt what it shall continue
 * @param maxTokens the most tokens of the text; fewer where the model's context ends before
 * @param sampling how tokens are chosen
 * @param stops texts that end the text and are no part of it
 * @param stopIds tokens that end it, besides the model's own
 * @param ignoreEnd whether the model's own end tokens do not end it
 * @param scope only requests of the same scope share parts of their prompts
 * @param tellsLogprobs whether the output tells the probabilities of its tokens
 */
public record TextRequest(
        String prompt,
        int maxTokens,
        SamplingParams sampling,
        List<String> stops,
        List<Integer> stopIds,
        boolean ignoreEnd,
        String scope,
        boolean tellsLogprobs) {

    /** Checks what can be checked without the model, and copies the lists. */
    public TextRequest {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(scope, "scope");
        if (maxTokens < 1) {
            throw new IllegalArgumentException(
                    "max_tokens is " + maxTokens + ", expected at least 1");
        }
        stops = List.copyOf(stops);
        stopIds = List.copyOf(stopIds);
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("stop has an empty text, expected one to look for");
        }
    }

    /** One whose output tells the probabilities of its tokens. */
    public TextRequest(
            String prompt,
            int maxTokens,
            SamplingParams sampling,
            List<String> stops,
            List<Integer> stopIds,
            boolean ignoreEnd,
            String scope) {
        this(prompt, maxTokens, sampling, stops, stopIds, ignoreEnd, scope, true);
    }

    /** Up to so many tokens, ended by the model alone. */
    public TextRequest(String prompt, int maxTokens, SamplingParams sampling) {
        this(prompt, maxTokens, sampling, List.of(), List.of(), false, "");
    }
}
