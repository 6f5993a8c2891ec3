package io.omniflow.core.generation;

import java.util.Objects;

/**
 * A finished generation whose prompt resembles that of one that is about to start.
 *
 * @param fingerprint what it is the output of
 * @param prompt what it was asked for with: the model compares what both prompts mean to it
 * @param latents what to start from
 */
public record Neighbour(String fingerprint, String prompt, FinalLatents latents) {

    /** Checks that the neighbour is complete. */
    public Neighbour {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(latents, "latents");
    }
}
