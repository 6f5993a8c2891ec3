package io.omniflow.core.cache;

import java.util.Arrays;
import java.util.Locale;

/**
 * What prompts are compared by: hashes of the words and of the pairs of adjacent words, in order.
 * The pairs tell "a red circle on green" from "a green circle on red".
 */
final class PromptWords {

    /** Words beyond this many do not count. */
    private static final int MOST_WORDS = 256;

    private static final int PRIME = 31;

    private final int[] features;

    private PromptWords(int[] features) {
        this.features = features;
    }

    static PromptWords of(String prompt) {
        String[] words =
                Arrays.stream(prompt.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                        .filter(word -> !word.isEmpty())
                        .limit(MOST_WORDS)
                        .toArray(String[]::new);
        int[] features = new int[Math.max(0, 2 * words.length - 1)];
        for (int i = 0; i < words.length; i++) {
            features[i] = words[i].hashCode();
            if (i > 0) {
                features[words.length + i - 1] = PRIME * features[i - 1] + features[i] + 1;
            }
        }
        return new PromptWords(Arrays.stream(features).sorted().distinct().toArray());
    }

    /** Returns the Jaccard similarity, 0 to 1; 0 if both are empty. */
    double similarity(PromptWords other) {
        int both = 0;
        int i = 0;
        int j = 0;
        while (i < features.length && j < other.features.length) {
            if (features[i] == other.features[j]) {
                both++;
                i++;
                j++;
            } else if (features[i] < other.features[j]) {
                i++;
            } else {
                j++;
            }
        }
        int all = features.length + other.features.length - both;
        return all == 0 ? 0 : (double) both / all;
    }
}
