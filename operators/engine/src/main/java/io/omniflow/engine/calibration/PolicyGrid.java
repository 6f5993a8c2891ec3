package io.omniflow.engine.calibration;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCachePattern;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings at which the step caches are measured: from a little to a lot of reuse. All of them
 * work with any number of steps.
 */
public final class PolicyGrid {

    /** Bounds of a policy whose threshold decides by one step alone. */
    private static final StepCacheLimits FIRST_BLOCK =
            new StepCacheLimits(2, 4, 0, 0, 1, 0, StepCacheLimits.DEFAULT.order());

    private static final StepCacheLimits MAG =
            new StepCacheLimits(2, 5, 0, 0, 1, 0, StepCacheLimits.DEFAULT.order());

    private PolicyGrid() {}

    /** Returns the settings of a policy, the most careful first. */
    public static List<StepCacheSpec> of(StepCacheKind kind) {
        return switch (kind) {
            case OFF -> List.of();
            case EASY ->
                    thresholds(kind, StepCacheLimits.DEFAULT, 0.003, 0.006, 0.012, 0.025, 0.05);
            case FIRST_BLOCK -> thresholds(kind, FIRST_BLOCK, 0.01, 0.02, 0.03, 0.06, 0.12);
            case MAG -> thresholds(kind, MAG, 0.01, 0.02, 0.04, 0.08, 0.16);
            case TEA -> thresholds(kind, StepCacheLimits.DEFAULT, 0.02, 0.05, 0.1, 0.15, 0.25);
            case MASK ->
                    StepCachePattern.NAMES.stream()
                            .map(name -> StepCacheSpec.of(kind, name))
                            .toList();
            case TAYLOR -> forecasts(StepCachePattern.NAMES);
        };
    }

    /** Returns the settings that follow a pattern: reuse, and forecasts of both orders. */
    public static List<StepCacheSpec> ofPattern(String pattern) {
        List<StepCacheSpec> specs = new ArrayList<>(forecasts(List.of(pattern)));
        specs.add(0, StepCacheSpec.of(StepCacheKind.MASK, pattern));
        return specs;
    }

    /**
     * Returns a pattern of evenly spaced computed steps.
     *
     * @param warmup first steps that are computed
     * @param every of the others, one in this many is computed, and the last
     */
    public static String evenly(int steps, int warmup, int every) {
        StringBuilder pattern = new StringBuilder();
        for (int step = 0; step < steps; step++) {
            boolean computed =
                    step < warmup || step == steps - 1 || (step - warmup + 1) % every == 0;
            pattern.append(computed ? '1' : '0');
        }
        return pattern.toString();
    }

    private static List<StepCacheSpec> forecasts(List<String> patterns) {
        List<StepCacheSpec> specs = new ArrayList<>();
        for (int order = 1; order <= 2; order++) {
            StepCacheLimits limits = new StepCacheLimits(1, 0, 0, 0, 1, 0, order);
            for (String pattern : patterns) {
                specs.add(new StepCacheSpec(StepCacheKind.TAYLOR, 0, pattern, limits, "", 1));
            }
        }
        return specs;
    }

    private static List<StepCacheSpec> thresholds(
            StepCacheKind kind, StepCacheLimits limits, double... thresholds) {
        List<StepCacheSpec> specs = new ArrayList<>();
        for (double threshold : thresholds) {
            specs.add(new StepCacheSpec(kind, threshold, "", limits, "", 1));
        }
        return specs;
    }
}
