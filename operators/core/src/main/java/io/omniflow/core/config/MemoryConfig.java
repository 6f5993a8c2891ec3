package io.omniflow.core.config;

import java.io.Serializable;
import java.util.Set;

/**
 * What the models of one process may take of each device.
 *
 * @param maxBytes bytes of weights and key-value caches, at most; 0 for no bound but the device's
 *     own
 * @param maxGpuUtilization share of a GPU's memory that may be taken, above 0 and at most 1
 * @param pinned names of the stages whose models never make room for others
 */
public record MemoryConfig(long maxBytes, double maxGpuUtilization, Set<String> pinned)
        implements Serializable {

    /** Nine tenths of a GPU; no bound on a CPU. */
    public static final MemoryConfig DEFAULT = new MemoryConfig(0, 0.9, Set.of());

    /** Checks the numbers. */
    public MemoryConfig {
        pinned = Set.copyOf(pinned);
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "engine.max-memory must not be negative: " + maxBytes + " bytes");
        }
        if (!(maxGpuUtilization > 0 && maxGpuUtilization <= 1)) {
            throw new IllegalArgumentException(
                    "engine.max-gpu-utilization must lie above 0 and not above 1: "
                            + maxGpuUtilization);
        }
    }

    /**
     * Returns the bytes of a device that may be taken; 0 for no bound.
     *
     * @param deviceBytes what the device has; 0 for a processor
     */
    public long bytesOf(long deviceBytes) {
        long share = (long) (deviceBytes * maxGpuUtilization);
        return maxBytes == 0 || share == 0 ? Math.max(maxBytes, share) : Math.min(maxBytes, share);
    }
}
