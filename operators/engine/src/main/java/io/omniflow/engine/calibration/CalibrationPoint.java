package io.omniflow.engine.calibration;

import io.omniflow.core.stepcache.StepCacheSpec;

/**
 * One setting of a step cache, measured against the same pictures with every step computed.
 *
 * @param spec the setting; its effort is the share of the block evaluations that was computed
 * @param psnrMean mean over the pictures of the peak signal-to-noise ratio in decibels
 * @param psnrP5 its 5th percentile: one picture in twenty is worse
 * @param ssim mean structural similarity
 */
public record CalibrationPoint(StepCacheSpec spec, double psnrMean, double psnrP5, double ssim) {

    /** Returns the setting as the specification of a quality level. */
    StepCacheSpec atLevel(String level) {
        return new StepCacheSpec(
                spec.kind(), spec.threshold(), spec.pattern(), spec.limits(), level, spec.effort());
    }
}
