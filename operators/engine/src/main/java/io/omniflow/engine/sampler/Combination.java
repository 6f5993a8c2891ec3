package io.omniflow.engine.sampler;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
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

    /** Copies the coefficients. */
    public Combination {
        history = history.clone();
    }

    /** Returns the latents alone, where the plan has this many history tensors. */
    static Combination ofLatents(int size) {
        return new Combination(1, 0, 0, 0, new double[size]);
    }

    /** Returns the prediction alone. */
    static Combination ofPrediction(int size) {
        return new Combination(0, 0, 1, 0, new double[size]);
    }

    /** Returns the noise alone. */
    static Combination ofNoise(int size) {
        return new Combination(0, 0, 0, 1, new double[size]);
    }

    /** Returns one history tensor alone. */
    static Combination ofHistory(int index, int size) {
        double[] history = new double[size];
        history[index] = 1;
        return new Combination(0, 0, 0, 0, history);
    }

    /** Returns the sum of this and another combination of the same tensors. */
    Combination plus(Combination other) {
        return merge(other, Double::sum);
    }

    /** Returns this less another combination of the same tensors. */
    Combination minus(Combination other) {
        return merge(other, (a, b) -> a - b);
    }

    /** Returns this, each coefficient multiplied. */
    Combination times(double factor) {
        return merge(this, (a, b) -> a * factor);
    }

    /** Returns all coefficients in order. */
    DoubleStream coefficients() {
        return DoubleStream.concat(
                DoubleStream.of(latents, output, prediction, noise), Arrays.stream(history));
    }

    private Combination merge(Combination other, DoubleBinaryOperator operator) {
        double[] merged = new double[history.length];
        Arrays.setAll(merged, i -> operator.applyAsDouble(history[i], other.history[i]));
        return new Combination(
                operator.applyAsDouble(latents, other.latents),
                operator.applyAsDouble(output, other.output),
                operator.applyAsDouble(prediction, other.prediction),
                operator.applyAsDouble(noise, other.noise),
                merged);
    }
}
