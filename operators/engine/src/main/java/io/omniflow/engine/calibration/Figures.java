package io.omniflow.engine.calibration;

/**
 * What a setting costs and how far its pictures are from those of the reference.
 *
 * @param evaluations block evaluations as a share of the reference's, or more exactly: steps
 *     computed, each by the share of its blocks that ran, over the reference's steps
 * @param time time as a share of the reference's on the same pictures
 * @param psnrMean mean peak signal-to-noise ratio in decibels, each at most 60
 * @param psnrP5 its 5th percentile by nearest rank
 * @param ssim mean structural similarity
 * @param accepted share of the pictures that the judge accepts
 */
public record Figures(
        double evaluations,
        double time,
        double psnrMean,
        double psnrP5,
        double ssim,
        double accepted) {}
