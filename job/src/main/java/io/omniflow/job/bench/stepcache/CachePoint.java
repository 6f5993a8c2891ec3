package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import io.omniflow.engine.calibration.Setting;

/**
 * One setting of a step cache beside the best sampler with as many evaluations.
 *
 * @param setting the setting
 * @param figures what it costs and loses
 * @param gainMean mean decibels above those of the best sampler with fewer steps; not a number if
 *     no sampler was measured with as few
 * @param gainP5 the same of the 5th percentile: that of the cache less the best of the samplers'
 * @param checkerDrop percentage points of the pictures that the checker accepts less than of the
 *     reference's
 */
record CachePoint(
        Setting setting, Figures figures, double gainMean, double gainP5, double checkerDrop) {

    /** Tells whether it needs between a half and a quarter of the evaluations. */
    boolean inWindow() {
        return figures.evaluations() >= 0.25 && figures.evaluations() <= 0.5;
    }
}
