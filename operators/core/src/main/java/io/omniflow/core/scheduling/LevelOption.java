package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * A quality level at which a waiting task may run.
 *
 * @param fingerprint the task's fingerprint at that level
 * @param effort expected share of the steps' work that is computed, in (0, 1]
 */
public record LevelOption(String fingerprint, double effort) {

    /** Checks that the level takes some effort. */
    public LevelOption {
        Objects.requireNonNull(fingerprint, "fingerprint");
        if (!(effort > 0 && effort <= 1)) {
            throw new IllegalArgumentException("effort must be in (0, 1]: " + effort);
        }
    }
}
