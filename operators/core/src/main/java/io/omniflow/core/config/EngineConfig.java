package io.omniflow.core.config;

import io.omniflow.core.recovery.RetryConfig;
import java.io.Serializable;
import java.util.Objects;

/**
 * How models compute. Everything is resolved where the job is assembled, so that all workers
 * compute, and the fingerprint names, the same.
 *
 * @param deterministic compute shapes are fixed, so that an output does not depend on who shares
 *     the batch, bit for bit
 * @param dtype the type in which the models multiply
 * @param threads processor threads of one call of a model; 0 lets each worker choose by its cores
 *     and by how many workers share them
 * @param auditFraction share of the generations with a step cache that are computed again without
 *     one, to measure what the cache cost; from 0 to 1
 * @param retries how often and how soon a generation that failed is tried again
 * @param memory what the models of a process may take of a device
 */
public record EngineConfig(
        boolean deterministic,
        ComputeType dtype,
        int threads,
        double auditFraction,
        RetryConfig retries,
        MemoryConfig memory)
        implements Serializable {

    /** Fast batches in float32. */
    public static final EngineConfig DEFAULT = new EngineConfig(false, ComputeType.FLOAT32);

    /** Checks the values. */
    public EngineConfig {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(retries, "retries");
        Objects.requireNonNull(memory, "memory");
        if (threads < 0) {
            throw new IllegalArgumentException("engine.threads must not be negative: " + threads);
        }
        if (!(auditFraction >= 0 && auditFraction <= 1)) {
            throw new IllegalArgumentException(
                    "engine.audit-fraction must lie between 0 and 1: " + auditFraction);
        }
    }

    /** With the usual retries, and without a bound of memory but the device's own. */
    public EngineConfig(
            boolean deterministic, ComputeType dtype, int threads, double auditFraction) {
        this(
                deterministic,
                dtype,
                threads,
                auditFraction,
                RetryConfig.DEFAULT,
                MemoryConfig.DEFAULT);
    }

    /** Threads by the worker's cores, and no audit. */
    public EngineConfig(boolean deterministic, ComputeType dtype) {
        this(deterministic, dtype, 0, 0);
    }
}
