package io.omniflow.engine.calibration;

import io.omniflow.engine.approximate.ApproximateMap;
import java.nio.file.Path;

/**
 * What measurements of a model let it do.
 *
 * @param stepCaches what {@code mag} and {@code tea} need
 * @param approximate what similar prompts are worth
 */
public record Tuning(StepCacheCoefficients stepCaches, ApproximateMap approximate) {

    /** Reads the tuning of a bundle; what was not measured lets it do nothing. */
    public static Tuning of(Path bundle) {
        return new Tuning(Calibration.of(bundle).coefficients(), ApproximateMap.of(bundle));
    }

    /** Returns the same with other coefficients. */
    Tuning with(StepCacheCoefficients coefficients) {
        return new Tuning(coefficients, approximate);
    }

    /** Returns the same with another map. */
    Tuning with(ApproximateMap map) {
        return new Tuning(stepCaches, map);
    }
}
