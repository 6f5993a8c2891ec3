package io.omniflow.core.request;

import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Objects;

/**
 * What a language model needs to write one text. A step is a token.
 *
 * @param prompt what the text shall continue
 * @param maxTokens the most tokens that are written
 * @param sampling how tokens are chosen
 * @param seed with a token's position, decides every draw
 * @param stops texts that end the text and are no part of it
 * @param stopIds tokens that end it, besides the model's own
 * @param ignoreEnd whether the model's own end tokens do not end it
 */
public record TextParams(
        String prompt,
        int maxTokens,
        TextSampling sampling,
        long seed,
        List<String> stops,
        List<Integer> stopIds,
        boolean ignoreEnd)
        implements StageParams {

    /** Copies the lists; ranges are checked by admission against the model's limits. */
    public TextParams {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(sampling, "sampling");
        stops = List.copyOf(stops);
        stopIds = List.copyOf(stopIds);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens must be at least 1, not " + maxTokens);
        }
    }

    /** Up to so many tokens, the likeliest each time, ended by the model alone. */
    public TextParams(String prompt, int maxTokens) {
        this(prompt, maxTokens, TextSampling.GREEDY, 0, List.of(), List.of(), false);
    }

    @Override
    public int stepsTaken() {
        return maxTokens;
    }

    /** All of them only if nothing but their number can end it. */
    @Override
    public int leastSteps() {
        return ignoreEnd && stops.isEmpty() && stopIds.isEmpty() ? maxTokens : 1;
    }

    @Override
    public StepCacheSpec stepCache() {
        return StepCacheSpec.OFF;
    }

    @Override
    public TextParams withSeed(long newSeed) {
        return new TextParams(prompt, maxTokens, sampling, newSeed, stops, stopIds, ignoreEnd);
    }

    @Override
    public TextParams withStepCache(StepCacheSpec newStepCache) {
        if (!newStepCache.equals(StepCacheSpec.OFF)) {
            throw new IllegalArgumentException("a text has no step cache: " + newStepCache);
        }
        return this;
    }

    @Override
    public TextParams withPrompt(String newPrompt) {
        return new TextParams(newPrompt, maxTokens, sampling, seed, stops, stopIds, ignoreEnd);
    }
}
