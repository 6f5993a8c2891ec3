package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * A quality level at which a waiting task may run.
 *
 * @param fingerprint the task's fingerprint at that level
 * @param sharing what it has in common at that level with the tasks that it may share a generation
 *     with; empty to share with none
 * @param effort expected share of the steps' work that is computed, in (0, 1]
 */
public record LevelOption(String fingerprint, String sharing, double effort) {

    /** Checks that the level takes some effort. */
    public LevelOption {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sharing, "sharing");
        if (!(effort > 0 && effort <= 1)) {
            throw new IllegalArgumentException("effort must be in (0, 1]: " + effort);
        }
    }

    /** A level at which the task shares with all of its fingerprint. */
    public LevelOption(String fingerprint, double effort) {
        this(fingerprint, fingerprint, effort);
    }
}
