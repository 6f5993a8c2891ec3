package io.omniflow.core.stepcache;

import java.io.Serializable;
import java.util.Objects;

/**
 * The step cache of one generation, resolved: together with the steps and the model's revision it
 * decides every reuse. Immutable; part of the fingerprint but for the level's name and the effort.
 *
 * @param kind the policy
 * @param threshold how much change is tolerated, for kinds with a threshold; else 0
 * @param pattern for kinds with a pattern: {@code slow}, {@code medium}, {@code fast}, {@code
 *     ultra}, or a digit for each step, 1 to compute and 0 to reuse; else empty
 * @param limits bounds besides
 * @param level the quality level that resolved to this; empty if the policy was asked for by name
 * @param effort expected share of the evaluations that are computed, in (0, 1]; 1 if unknown
 */
public record StepCacheSpec(
        StepCacheKind kind,
        double threshold,
        String pattern,
        StepCacheLimits limits,
        String level,
        double effort)
        implements Serializable {

    /** Level at which every step is computed. */
    public static final String EXACT = "exact";

    /** Schedules with fewer steps are never cached. */
    public static final int FEWEST_STEPS = 9;

    /** Every step is computed. */
    public static final StepCacheSpec OFF =
            new StepCacheSpec(StepCacheKind.OFF, 0, "", StepCacheLimits.DEFAULT, EXACT, 1);

    /** Checks that the setting fits the kind. */
    public StepCacheSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(level, "level");
        if (kind.hasThreshold() != threshold > 0 || !Double.isFinite(threshold)) {
            throw new IllegalArgumentException(
                    "step cache " + kind.text() + " with the threshold " + threshold);
        }
        if (kind.hasPattern() == pattern.isEmpty()) {
            throw new IllegalArgumentException(
                    "step cache " + kind.text() + " with the pattern '" + pattern + "'");
        }
        if (!(effort > 0 && effort <= 1)) {
            throw new IllegalArgumentException("effort must be in (0, 1]: " + effort);
        }
    }

    /** A policy with a threshold and the default bounds. */
    public static StepCacheSpec of(StepCacheKind kind, double threshold) {
        return new StepCacheSpec(kind, threshold, "", StepCacheLimits.DEFAULT, "", 1);
    }

    /** A policy with a pattern and the default bounds. */
    public static StepCacheSpec of(StepCacheKind kind, String pattern) {
        return new StepCacheSpec(kind, 0, pattern, StepCacheLimits.DEFAULT, "", 1);
    }

    /** Returns the same with another expected share of the evaluations. */
    public StepCacheSpec withEffort(double newEffort) {
        return new StepCacheSpec(kind, threshold, pattern, limits, level, newEffort);
    }

    /**
     * Returns the least share of the evaluations that so many steps may take: what is expected, or
     * where that is not known what the bounds do not let go.
     */
    public double leastEffort(int steps) {
        if (!appliesTo(steps) || effort < 1) {
            return effort;
        }
        int free = Math.max(0, steps - limits.warmupSteps() - 1);
        int reused = free;
        if (limits.maxConsecutive() > 0) {
            reused -= free / (limits.maxConsecutive() + 1);
        }
        if (limits.maxReused() > 0) {
            reused = Math.min(reused, limits.maxReused());
        }
        return (double) (steps - reused) / steps;
    }

    /** Tells whether any step may be reused in a schedule of this many steps. */
    public boolean appliesTo(int steps) {
        return kind != StepCacheKind.OFF && steps >= FEWEST_STEPS;
    }
}
