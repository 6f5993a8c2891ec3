package io.omniflow.core.stepcache;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The quality levels that a model offers, best first: {@code exact}, at which every step is
 * computed, and those that its calibration found.
 *
 * @param levels specification by name, in descending quality; the first is {@code exact}
 * @param defaultLevel level of requests that give none
 */
public record QualityLevels(Map<String, StepCacheSpec> levels, String defaultLevel)
        implements Serializable {

    /** Only {@code exact}. */
    public static final QualityLevels EXACT_ONLY =
            new QualityLevels(Map.of(StepCacheSpec.EXACT, StepCacheSpec.OFF), StepCacheSpec.EXACT);

    /** Checks that exact comes first and that the default is among them; copies the map. */
    public QualityLevels {
        Objects.requireNonNull(defaultLevel, "defaultLevel");
        levels = new LinkedHashMap<>(levels);
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

    /** Returns the levels, best first; not to be changed. */
    @Override
    public Map<String, StepCacheSpec> levels() {
        return Collections.unmodifiableMap(levels);
    }
}
