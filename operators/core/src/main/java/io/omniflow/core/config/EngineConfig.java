package io.omniflow.core.config;

import java.io.Serializable;
import java.util.Objects;

/**
 * How models compute.
 *
 * @param deterministic compute shapes are fixed, so that an output does not depend on who shares
 *     the batch, bit for bit
 * @param dtype compute type of the weights, {@code float32} in this release
 */
public record EngineConfig(boolean deterministic, String dtype) implements Serializable {

    /** Fast batches in float32. */
    public static final EngineConfig DEFAULT = new EngineConfig(false, "float32");

    /** Checks the type. */
    public EngineConfig {
        Objects.requireNonNull(dtype, "dtype");
        if (!dtype.equals("float32")) {
            throw new IllegalArgumentException("engine.dtype must be float32, not '" + dtype + "'");
        }
    }
}
