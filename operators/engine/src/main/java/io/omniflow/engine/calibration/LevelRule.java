package io.omniflow.engine.calibration;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the quality levels among the points that were measured: for each the fewest evaluations
 * whose 5th percentile of the peak signal-to-noise ratio is good enough, since what counts is how
 * bad the bad pictures are.
 *
 * <ul>
 *   <li>{@code high}: at least 35 dB, which few people can tell from the exact picture;
 *   <li>{@code fast}: at least 25 dB, the same composition, with details that may differ.
 * </ul>
 *
 * <p>A level that no point is good enough for is left out, and so is one that spares no more than a
 * better one does.
 */
public final class LevelRule {

    /** Name of the better level. */
    public static final String HIGH = "high";

    /** Name of the cheaper level. */
    public static final String FAST = "fast";

    private static final double HIGH_DECIBELS = 35;
    private static final double FAST_DECIBELS = 25;

    /** A cache that spares less is not worth a level of its own. */
    private static final double WORTH = 0.95;

    private LevelRule() {}

    /** Returns the levels, best first. */
    public static Map<String, CalibrationPoint> choose(List<CalibrationPoint> points) {
        Map<String, CalibrationPoint> levels = new LinkedHashMap<>();
        cheapest(points, HIGH_DECIBELS, WORTH).ifPresent(point -> levels.put(HIGH, point));
        double most = levels.containsKey(HIGH) ? WORTH * effort(levels.get(HIGH)) : WORTH;
        cheapest(points, FAST_DECIBELS, most).ifPresent(point -> levels.put(FAST, point));
        return levels;
    }

    private static Optional<CalibrationPoint> cheapest(
            List<CalibrationPoint> points, double decibels, double mostEffort) {
        return points.stream()
                .filter(point -> point.psnrP5() >= decibels && effort(point) <= mostEffort)
                .min(
                        Comparator.comparingDouble(LevelRule::effort)
                                .thenComparingDouble(point -> -point.psnrP5()));
    }

    private static double effort(CalibrationPoint point) {
        return point.spec().effort();
    }
}
