package io.omniflow.core.stepcache;

/**
 * What a step cache that is asked for by name does unless the request says otherwise: the values of
 * the methods' authors, brought to a number of steps where they are a share of it.
 */
public final class StepCacheDefaults {

    /** EasyCache computes the first 5 of 50 steps of the smaller model that it was shown on. */
    private static final double EASY_WARMUP_SHARE = 0.1;

    /** MagCache keeps the first fifth of the steps. */
    private static final double MAG_WARMUP_SHARE = 0.2;

    private static final int NO_BOUND = 0;
    private static final int FORECAST_ORDER = 1;

    private StepCacheDefaults() {}

    /** Returns the threshold of a kind that has one. */
    public static double threshold(StepCacheKind kind) {
        return switch (kind) {
            case EASY -> 0.05;
            case FIRST_BLOCK -> 0.08;
            case MAG -> 0.06;
            case TEA -> 0.2;
            case OFF, MASK, TAYLOR ->
                    throw new IllegalArgumentException(kind.text() + " has no threshold");
        };
    }

    /** Returns the pattern of a kind that has one. */
    public static String pattern(StepCacheKind kind) {
        if (!kind.hasPattern()) {
            throw new IllegalArgumentException(kind.text() + " has no pattern");
        }
        return StepCachePattern.FAST;
    }

    /** Returns the bounds of a kind for so many steps. */
    public static StepCacheLimits limits(StepCacheKind kind, int steps) {
        return switch (kind) {
            case OFF, MASK, TEA -> StepCacheLimits.DEFAULT;
            case EASY -> limits(share(EASY_WARMUP_SHARE, steps), NO_BOUND);
            case FIRST_BLOCK -> limits(4, 3);
            case MAG -> limits(share(MAG_WARMUP_SHARE, steps), 3);
            case TAYLOR -> new StepCacheLimits(1, NO_BOUND, NO_BOUND, 0, 1, 0, FORECAST_ORDER);
        };
    }

    private static StepCacheLimits limits(int warmupSteps, int maxConsecutive) {
        StepCacheLimits usual = StepCacheLimits.DEFAULT;
        return new StepCacheLimits(warmupSteps, maxConsecutive, NO_BOUND, 0, 1, 0, usual.order());
    }

    private static int share(double share, int steps) {
        return Math.max(1, (int) Math.round(share * steps));
    }
}
