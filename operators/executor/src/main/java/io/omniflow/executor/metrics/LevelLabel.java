package io.omniflow.executor.metrics;

import java.util.Locale;

/**
 * The quality levels that metrics are split by. A bundle may name its levels as it likes, so those
 * that are not usual share a value.
 */
public enum LevelLabel {
    /** Every step is computed. */
    EXACT,
    /** The usual name of a level close to that. */
    HIGH,
    /** The usual name of a level that skips much. */
    FAST,
    /** A level of another name. */
    OTHER,
    /** The step cache was asked for by its own name. */
    NONE;

    /** Returns the value for the name of a level, empty for none. */
    public static LevelLabel of(String level) {
        for (LevelLabel label : new LevelLabel[] {EXACT, HIGH, FAST}) {
            if (label.name().toLowerCase(Locale.ROOT).equals(level)) {
                return label;
            }
        }
        return level.isEmpty() ? NONE : OTHER;
    }
}
