package io.omniflow.core.request;

import io.omniflow.core.stepcache.QualityLevels;
import java.util.List;
import java.util.Objects;

/**
 * Limits and defaults of a model of pictures.
 *
 * @param defaultWidth width in pixels when a request gives no size
 * @param defaultHeight height in pixels when a request gives no size
 * @param minSide smallest side in pixels
 * @param maxSide largest side in pixels
 * @param sizeMultiple every side is a multiple of this many pixels
 * @param defaultSteps inference steps when a request gives none
 * @param maxSteps largest number of inference steps
 * @param defaultGuidanceScale guidance when a request gives none
 * @param maxGuidanceScale largest guidance
 * @param maxImageBytes largest picture to start from, in bytes
 * @param schedulers class names of the samplers that requests may ask for, the model's own first
 * @param quality the quality levels
 */
public record ImageLimits(
        int defaultWidth,
        int defaultHeight,
        int minSide,
        int maxSide,
        int sizeMultiple,
        int defaultSteps,
        int maxSteps,
        double defaultGuidanceScale,
        double maxGuidanceScale,
        int maxImageBytes,
        List<String> schedulers,
        QualityLevels quality)
        implements ModelLimits {

    /** Checks that the limits leave room for the defaults. */
    public ImageLimits {
        Objects.requireNonNull(quality, "quality");
        schedulers = List.copyOf(schedulers);
        check(!schedulers.isEmpty(), "list of samplers", schedulers);
        check(sizeMultiple > 0, "size multiple", sizeMultiple);
        check(minSide > 0 && minSide <= maxSide, "smallest side", minSide);
        check(defaultWidth >= minSide && defaultWidth <= maxSide, "default width", defaultWidth);
        check(
                defaultHeight >= minSide && defaultHeight <= maxSide,
                "default height",
                defaultHeight);
        check(maxSteps > 0 && defaultSteps > 0 && defaultSteps <= maxSteps, "steps", defaultSteps);
        check(defaultGuidanceScale <= maxGuidanceScale, "guidance scale", defaultGuidanceScale);
        check(maxImageBytes > 0, "size of pictures in bytes", maxImageBytes);
    }

    static void check(boolean ok, String what, Object value) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "the " + what + " of a model is out of range: " + value);
        }
    }
}
