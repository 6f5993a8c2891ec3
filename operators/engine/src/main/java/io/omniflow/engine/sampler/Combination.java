package io.omniflow.engine.sampler;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A linear combination of the tensors that a step has at hand. The sum is taken in float32 and in
 * the order of the fields; terms with coefficient 0 are left out.
 *
 * @param latents coefficient of the latents before the step
 * @param output coefficient of the model's guided output
 * @param prediction coefficient of the {@link Prediction}
 * @param noise coefficient of the noise of the step
 * @param history coefficients of the history tensors, as many as the plan has
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is read, never compared
public record Combination(
        double latents, double output, double prediction, double noise, double... history) {

    /** Checks that something is combined. */
    public Combination {
        history = history.clone();
        if (DoubleStream.concat(
                        DoubleStream.of(latents, output, prediction, noise), Arrays.stream(history))
                .allMatch(coefficient -> coefficient == 0)) {
            throw new IllegalArgumentException("a combination needs a coefficient that is not 0");
        }
    }

    /** Returns all coefficients in order. */
    DoubleStream coefficients() {
        return DoubleStream.concat(
                DoubleStream.of(latents, output, prediction, noise), Arrays.stream(history));
    }
}
