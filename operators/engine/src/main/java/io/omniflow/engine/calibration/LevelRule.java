package io.omniflow.engine.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the quality levels among the points that were measured, by the 5th percentile of the peak
 * signal-to-noise ratio, since what counts is how bad the bad pictures are.
 *
 * <ul>
 *   <li>{@code high}: the fewest evaluations at which it is at least 35 dB, which few people can
 *       tell from the exact picture;
 *   <li>{@code fast}: the highest at no more than 40 % of the evaluations, if it is at least 25 dB
 *       and costs less than {@code high}: the same composition, with details that may differ.
 * </ul>
 *
 * <p>A level that no point is good enough for is left out.
 */
public final class LevelRule {

    /** Name of the better level. */
    public static final String HIGH = "high";

    /** Name of the cheaper level. */
    public static final String FAST = "fast";

    private static final double HIGH_DECIBELS = 35;
    private static final double FAST_DECIBELS = 25;
    private static final double FAST_EVALUATIONS = 0.4;

    /** A cache that spares less is not worth a level of its own. */
    private static final double WORTH = 0.95;

    private LevelRule() {}

    /** Returns the levels, best first. */
    public static Map<String, CalibrationPoint> choose(List<CalibrationPoint> points) {
        Map<String, CalibrationPoint> levels = new LinkedHashMap<>();
        Optional<CalibrationPoint> high =
                points.stream()
                        .filter(point -> point.psnrP5() >= HIGH_DECIBELS)
                        .filter(point -> point.spec().effort() <= WORTH)
                        .min(
                                Comparator.comparingDouble(LevelRule::effort)
                                        .thenComparingDouble(point -> -point.psnrP5()));
        high.ifPresent(point -> levels.put(HIGH, point));
        double most = Math.min(FAST_EVALUATIONS, high.map(LevelRule::effort).orElse(1.0));
        List<CalibrationPoint> cheap = new ArrayList<>(points);
        cheap.removeIf(point -> effort(point) > most || high.filter(point::equals).isPresent());
        cheap.stream()
                .filter(point -> point.psnrP5() >= FAST_DECIBELS)
                .max(
                        Comparator.comparingDouble(CalibrationPoint::psnrP5)
                                .thenComparingDouble(point -> -effort(point)))
                .ifPresent(point -> levels.put(FAST, point));
        return levels;
    }

    private static double effort(CalibrationPoint point) {
        return point.spec().effort();
    }
}
