package io.omniflow.engine.llm;

/**
 * Bounds of a language model.
 *
 * @param cacheBytes the most memory of keys and values
 * @param stepTokens the most tokens of prompts that one step computes
 */
public record TextLimits(long cacheBytes, int stepTokens) {

    /** Checks the values. */
    public TextLimits {
        if (cacheBytes < 1 || stepTokens < 1) {
            throw new IllegalArgumentException(
                    "bounds must be at least 1: " + cacheBytes + " bytes, " + stepTokens);
        }
    }
}
