package io.omniflow.job.config;

/**
 * What a model bundle says of itself.
 *
 * @param revision content hash of the bundle
 * @param defaultWidth width in pixels when a request gives no size
 * @param defaultHeight height in pixels when a request gives no size
 * @param minSide smallest side in pixels
 * @param maxSide largest side in pixels
 * @param sizeMultiple every side is a multiple of this many pixels
 * @param defaultSteps inference steps when a request gives none
 * @param defaultGuidanceScale guidance when a request gives none
 */
record BundleFacts(
        String revision,
        int defaultWidth,
        int defaultHeight,
        int minSide,
        int maxSide,
        int sizeMultiple,
        int defaultSteps,
        double defaultGuidanceScale) {}
