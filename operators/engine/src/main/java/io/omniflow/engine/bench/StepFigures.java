package io.omniflow.engine.bench;

import io.omniflow.core.config.ComputeType;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one batch size in one type.
 *
 * @param type the compute type
 * @param batch pictures, with both branches each
 * @param millis milliseconds of the thread's processor clock a step
 * @param wallMillis milliseconds of the wall's
 * @param gflops billions of operations a second
 * @param ofLarge part of the rate of a large product in that type
 * @param ofOwn part of the rate of the linear layers' own products in that type
 * @param pythonMillis milliseconds of the same step in Python; null where it was not asked
 */
public record StepFigures(
        ComputeType type,
        int batch,
        double millis,
        double wallMillis,
        double gflops,
        double ofLarge,
        double ofOwn,
        @Nullable Double pythonMillis) {

    /** Returns the time as a part of Python's, or null where that was not measured. */
    public @Nullable Double ratio() {
        return pythonMillis == null ? null : millis / pythonMillis;
    }
}
