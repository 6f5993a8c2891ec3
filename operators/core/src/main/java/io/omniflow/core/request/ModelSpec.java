package io.omniflow.core.request;

import io.omniflow.core.stepcache.QualityLevels;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What admission knows of a model without loading it: its limits and defaults.
 *
 * @param name the model's name in requests, which is also the name of its stage
 * @param revision content hash of the bundle: part of every fingerprint
 * @param bundle path of the bundle directory, as workers see it
 * @param defaultWidth width in pixels when a request gives no size
 * @param defaultHeight height in pixels when a request gives no size
 * @param minSide smallest side in pixels
 * @param maxSide largest side in pixels
 * @param sizeMultiple every side is a multiple of this many pixels
 * @param defaultSteps inference steps when a request gives none
 * @param maxSteps largest number of inference steps
 * @param defaultGuidanceScale guidance when a request gives none
 * @param maxGuidanceScale largest guidance
 * @param maxPromptChars longest prompt in characters
 * @param maxImages largest n, at most {@link #MOST_IMAGES}
 * @param maxImageBytes largest picture to start from, in bytes
 * @param schedulers class names of the samplers that requests may ask for, the model's own first
 * @param quality the quality levels
 */
public record ModelSpec(
        String name,
        String revision,
        String bundle,
        int defaultWidth,
        int defaultHeight,
        int minSide,
        int maxSide,
        int sizeMultiple,
        int defaultSteps,
        int maxSteps,
        double defaultGuidanceScale,
        double maxGuidanceScale,
        int maxPromptChars,
        int maxImages,
        int maxImageBytes,
        List<String> schedulers,
        QualityLevels quality)
        implements Serializable {

    /**
     * The most images that any model may allow: the ids that are remembered hold a bit for each.
     */
    public static final int MOST_IMAGES = 64;

    private static final int DEFAULT_IMAGE_BYTES = 1 << 20;

    /** Checks that the limits leave room for the defaults. */
    public ModelSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(bundle, "bundle");
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
        check(maxPromptChars > 0, "prompt length", maxPromptChars);
        check(maxImages > 0 && maxImages <= MOST_IMAGES, "number of images", maxImages);
        check(maxImageBytes > 0, "size of pictures in bytes", maxImageBytes);
    }

    /** Describes a model that has only its usual sampler and no calibrated step cache. */
    public ModelSpec(
            String name,
            String revision,
            String bundle,
            int defaultWidth,
            int defaultHeight,
            int minSide,
            int maxSide,
            int sizeMultiple,
            int defaultSteps,
            int maxSteps,
            double defaultGuidanceScale,
            double maxGuidanceScale,
            int maxPromptChars,
            int maxImages) {
        this(
                name,
                revision,
                bundle,
                defaultWidth,
                defaultHeight,
                minSide,
                maxSide,
                sizeMultiple,
                defaultSteps,
                maxSteps,
                defaultGuidanceScale,
                maxGuidanceScale,
                maxPromptChars,
                maxImages,
                DEFAULT_IMAGE_BYTES,
                List.of("FlowMatchEulerDiscreteScheduler"),
                QualityLevels.EXACT_ONLY);
    }

    private static void check(boolean ok, String what, Object value) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "the " + what + " of a model is out of range: " + value);
        }
    }
}
