package io.omniflow.core.stepcache;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The quality levels that a model offers, best first: {@code exact}, at which every step is
 * computed, and those that its calibration found.
 *
 * @param levels specification by name, in descending quality; the first is {@code exact}
 * @param defaultLevel level of requests that give none
 * @param calibrated step caches that need figures of the model and have them
 */
public record QualityLevels(
        Map<String, StepCacheSpec> levels, String defaultLevel, Set<StepCacheKind> calibrated)
        implements Serializable {

    /** Only {@code exact}. */
    public static final QualityLevels EXACT_ONLY =
            new QualityLevels(Map.of(StepCacheSpec.EXACT, StepCacheSpec.OFF), StepCacheSpec.EXACT);

    /** Checks that exact comes first and that the default is among them; copies the map. */
    public QualityLevels {
        Objects.requireNonNull(defaultLevel, "defaultLevel");
        levels = new LinkedHashMap<>(levels);
        calibrated = Set.copyOf(calibrated);
        boolean exactFirst =
                !levels.isEmpty() && levels.keySet().iterator().next().equals(StepCacheSpec.EXACT);
        if (!exactFirst || !levels.containsKey(defaultLevel)) {
            throw new IllegalArgumentException(
                    "the quality levels must begin with exact and contain the default '"
                            + defaultLevel
                            + "': "
                            + levels.keySet());
        }
    }

    /** The levels of a model without figures for any step cache. */
    public QualityLevels(Map<String, StepCacheSpec> levels, String defaultLevel) {
        this(levels, defaultLevel, Set.of());
    }

    /** Tells whether requests may ask for a step cache by name. */
    public boolean offers(StepCacheKind kind) {
        return !kind.isCalibrated() || calibrated.contains(kind);
    }

    /** Returns the levels, best first; not to be changed. */
    @Override
    public Map<String, StepCacheSpec> levels() {
        return Collections.unmodifiableMap(levels);
    }
}
