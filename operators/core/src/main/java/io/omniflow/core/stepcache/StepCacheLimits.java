package io.omniflow.core.stepcache;

import java.io.Serializable;

/**
 * What bounds the reuse of a step cache, whatever its threshold. A policy ignores what it has no
 * use for.
 *
 * @param warmupSteps first steps that are always computed
 * @param maxConsecutive most steps reused in a row; 0 for no bound
 * @param maxReused most steps reused in all; 0 for no bound
 * @param maxAccumulated largest sum of the differences of steps reused in a row; 0 for no bound
 * @param frontBlocks blocks that {@code first-block} always runs, at least 1
 * @param backBlocks blocks at the end that {@code first-block} always runs
 * @param order order of the forecast of {@code taylor}, 1 or 2
 */
public record StepCacheLimits(
        int warmupSteps,
        int maxConsecutive,
        int maxReused,
        double maxAccumulated,
        int frontBlocks,
        int backBlocks,
        int order)
        implements Serializable {

    /** Warm-up of one step, no other bounds. */
    public static final StepCacheLimits DEFAULT = new StepCacheLimits(1, 0, 0, 0, 1, 0, 2);

    /** Checks the ranges. */
    public StepCacheLimits {
        if (warmupSteps < 1
                || maxConsecutive < 0
                || maxReused < 0
                || !(maxAccumulated >= 0)
                || frontBlocks < 1
                || backBlocks < 0
                || order < 1
                || order > 2) {
            throw new IllegalArgumentException(
                    "the bounds of a step cache must not be negative, the warm-up and the front"
                            + " blocks at least 1, the order 1 or 2");
        }
    }
}
