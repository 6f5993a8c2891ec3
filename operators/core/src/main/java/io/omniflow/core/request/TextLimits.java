package io.omniflow.core.request;

import java.util.Objects;

/**
 * Limits and defaults of a language model.
 *
 * @param contextTokens the most tokens of a prompt and its text together
 * @param vocabulary number of token ids
 * @param defaultTokens most tokens of a text when a request gives no number
 * @param sampling how tokens are chosen where a request does not say
 */
public record TextLimits(
        int contextTokens, int vocabulary, int defaultTokens, TextSampling sampling)
        implements ModelLimits {

    /** Checks that the numbers are positive. */
    public TextLimits {
        Objects.requireNonNull(sampling, "sampling");
        if (contextTokens < 2 || vocabulary < 1 || defaultTokens < 1) {
            throw new IllegalArgumentException(
                    "a language model has room for two tokens or more, a vocabulary and texts of at"
                            + " least one token, not "
                            + contextTokens
                            + ", "
                            + vocabulary
                            + " and "
                            + defaultTokens);
        }
    }
}
