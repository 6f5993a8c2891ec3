package io.omniflow.core.request;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names the cache neighbourhood of a generation: where its output is stored, and where those lie
 * that it may start from.
 *
 * <p>A neighbourhood has one model, size, sampler, guidance scale and negative prompt. Prompts meet
 * in one by the min-hash of their content words (Broder, On the resemblance and containment of
 * documents, 1997): the word whose hash is least stands for the prompt. Two prompts have the same
 * one with the probability of their Jaccard similarity, the number of words that they share over
 * the number that they have together; equal prompts always meet.
 */
public final class CacheKey {

    private CacheKey() {}

    /**
     * Returns the key, lower-case hexadecimal SHA-256. It is stored with entries: a change in how
     * it is made forgets all of them.
     */
    public static String of(String model, String revision, GenerationParams params) {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(revision, "revision");
        return Fingerprint.ofNeighbourhood(model, revision, params, landmark(params.prompt()));
    }

    /**
     * Returns the key of a task. A text has no neighbours to start from: its fingerprint is its
     * key.
     */
    public static String of(String model, String revision, StageParams params, String fingerprint) {
        return params instanceof GenerationParams picture
                ? of(model, revision, picture)
                : fingerprint;
    }

    /** Returns the word that stands for a prompt. */
    static String landmark(String prompt) {
        return ContentWords.of(prompt).stream()
                .min(Comparator.comparing(Fingerprint::ofWord))
                .orElseThrow();
    }
}
