package io.omniflow.core.generation;

import java.util.Objects;

/**
 * From what a generation started in place of noise.
 *
 * @param fingerprint of the neighbour; empty if it started from noise
 * @param similarity of the neighbour's prompt, in (0, 1]; 0 if it started from noise
 * @param stepsReused number of first steps that were not taken
 */
public record Approximation(String fingerprint, double similarity, int stepsReused) {

    /** It started from noise. */
    public static final Approximation NONE = new Approximation("", 0, 0);

    /** Checks that the report is complete. */
    public Approximation {
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
