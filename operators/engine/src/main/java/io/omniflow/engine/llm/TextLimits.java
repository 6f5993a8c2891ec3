package io.omniflow.engine.llm;

/**
 * Bounds of a language model.
 *
 * @param cacheBytes the most memory of keys and values
 * @param stepTokens the most tokens of prompts that one step computes
 */
public record TextLimits(long cacheBytes, int stepTokens) {

    /** Bounds that suit a model beside others on one device: 256 MiB, prompts in parts of 512. */
    public static final TextLimits DEFAULT = new TextLimits(256L << 20, 512);

    /** Checks the values. */
    public TextLimits {
        if (cacheBytes < 1 || stepTokens < 1) {
            throw new IllegalArgumentException(
                    "bounds must be at least 1: " + cacheBytes + " bytes, " + stepTokens);
        }
    }
}
