package io.omniflow.core.stepcache;

import java.util.Locale;
import java.util.Optional;

/** The step caches by name. */
public enum StepCacheKind {
    /** Every step is computed. */
    OFF,
    /** EasyCache: reuses the model's output while the latents are predicted to change little. */
    EASY,
    /** FBCache and DBCache: runs the first blocks and reuses the rest if they changed little. */
    FIRST_BLOCK,
    /** MagCache: reuses the blocks' residual while calibrated magnitudes say that it holds. */
    MAG,
    /** A fixed pattern of computed and reused steps: its cost is known beforehand. */
    MASK,
    /** TeaCache: reuses the residual while the first modulated input changes little. */
    TEA,
    /** A fixed pattern whose reused steps forecast the output from the computed ones. */
    TAYLOR;

    /** Returns the kind as requests and files spell it, such as {@code first-block}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the kind of a spelling, if it is one. */
    public static Optional<StepCacheKind> find(String text) {
        for (StepCacheKind kind : values()) {
            if (kind.text().equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Tells whether a threshold decides, so that the cost of a step depends on the picture. */
    public boolean hasThreshold() {
        return switch (this) {
            case EASY, FIRST_BLOCK, MAG, TEA -> true;
            case OFF, MASK, TAYLOR -> false;
        };
    }

    /** Tells whether it needs figures that a calibration of the model measures. */
    public boolean isCalibrated() {
        return this == MAG || this == TEA;
    }

    /** Tells whether a pattern decides. */
    public boolean hasPattern() {
        return this == MASK || this == TAYLOR;
    }
}
