package io.omniflow.engine.sampler;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a sampler as a linear map, but for the bound of the prediction.
 *
 * @param prediction how the prediction is made; null where nothing uses it
 * @param next the latents after the step
 * @param history each history tensor after the step, of the tensors before it
 */
public record Update(@Nullable Prediction prediction, Combination next, List<Combination> history) {

    /** Checks that each result combines something, and only what there is. */
    public Update {
        history = List.copyOf(history);
        int size = history.size();
        for (Combination one : Stream.concat(Stream.of(next), history.stream()).toList()) {
            if (one.history().length != size) {
                throw new IllegalArgumentException(
                        "each combination needs " + size + " of history");
            }
            if (one.coefficients().allMatch(coefficient -> coefficient == 0)) {
                throw new IllegalArgumentException("a combination combines nothing");
            }
            if (prediction == null && one.prediction() != 0) {
                throw new IllegalArgumentException("the prediction is used but not made");
            }
        }
    }

    /** Tells whether the step needs noise of its own. */
    public boolean usesNoise() {
        return next.noise() != 0 || history.stream().anyMatch(one -> one.noise() != 0);
    }

    /** Returns the coefficients of all combinations in order, those of the latents first. */
    DoubleStream coefficients() {
        return DoubleStream.concat(
                next.coefficients(), history.stream().flatMapToDouble(Combination::coefficients));
    }

    /** Tells whether all numbers are finite. */
    boolean isFinite() {
        boolean predicts =
                prediction == null
                        || Double.isFinite(prediction.ofLatents() + prediction.ofOutput());
        return predicts && coefficients().allMatch(Double::isFinite);
    }
}
