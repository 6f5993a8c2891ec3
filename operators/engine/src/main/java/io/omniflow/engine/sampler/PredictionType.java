package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Locale;

/** What a model has been trained to predict from latents {@code signal x0 + noise z}. */
enum PredictionType {
    /** The noise z. */
    EPSILON,
    /** The picture x0. */
    SAMPLE,
    /** {@code signal z - noise x0}. */
    V_PREDICTION,
    /** The velocity {@code z - x0} of a rectified flow. */
    FLOW_PREDICTION;

    /** Reads {@code prediction_type}, which must be one of the supported ones. */
    static PredictionType read(ConfigFile file, String... supported) {
        return valueOf(file.choice("prediction_type", supported).toUpperCase(Locale.ROOT));
    }

    /** Returns how the picture follows from latents and output. */
    Prediction picture(NoiseLevel level, double bound) {
        return switch (this) {
            case EPSILON ->
                    new Prediction(1 / level.signal(), -level.noise() / level.signal(), bound);
            case SAMPLE -> new Prediction(0, 1, bound);
            case V_PREDICTION -> new Prediction(level.signal(), -level.noise(), bound);
            case FLOW_PREDICTION -> new Prediction(1, -level.noise(), bound);
        };
    }

    /** Returns how the noise follows from latents and output. */
    Prediction noise(NoiseLevel level) {
        return switch (this) {
            case EPSILON -> new Prediction(0, 1, Double.POSITIVE_INFINITY);
            case SAMPLE ->
                    new Prediction(
                            1 / level.noise(),
                            -level.signal() / level.noise(),
                            Double.POSITIVE_INFINITY);
            case V_PREDICTION ->
                    new Prediction(level.noise(), level.signal(), Double.POSITIVE_INFINITY);
            case FLOW_PREDICTION -> new Prediction(1, level.signal(), Double.POSITIVE_INFINITY);
        };
    }
}
