package io.omniflow.engine.sampler;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a sampler as a linear map, but for the bound of the prediction.
 *
 * @param prediction how the prediction is made; null where nothing uses it
 * @param next the latents after the step
 * @param history each history tensor after the step, of the tensors before it
 */
public record Update(@Nullable Prediction prediction, Combination next, List<Combination> history) {

    /** Checks that all combinations have a coefficient for each history tensor. */
    public Update {
        Objects.requireNonNull(next, "next");
        history = List.copyOf(history);
        int size = history.size();
        if (next.history().length != size
                || history.stream().anyMatch(one -> one.history().length != size)) {
            throw new IllegalArgumentException("each combination needs " + size + " of history");
        }
        if (prediction == null && (next.prediction() != 0 || uses(history))) {
            throw new IllegalArgumentException("the prediction is used but not made");
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

    private static boolean uses(List<Combination> history) {
        return history.stream().anyMatch(one -> one.prediction() != 0);
    }
}
