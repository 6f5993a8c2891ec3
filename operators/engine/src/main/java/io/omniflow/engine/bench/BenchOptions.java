package io.omniflow.engine.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@link EngineBench} shall measure.
 *
 * @param bundle directory of the model bundle
 * @param python interpreter that has torch and diffusers, to measure the same steps there; null for
 *     none
 * @param script the script that it runs
 * @param rounds how often everything is repeated
 * @param large whether to measure a larger model with random weights too
 * @param profile whether to tell where the time of a step goes
 */
public record BenchOptions(
        Path bundle,
        @Nullable Path python,
        Path script,
        int rounds,
        boolean large,
        boolean profile) {

    /** Checks the rounds. */
    public BenchOptions {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1: " + rounds);
        }
    }
}
