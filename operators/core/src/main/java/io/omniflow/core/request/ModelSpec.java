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
 * @param maxPromptChars longest prompt in characters
 * @param maxImages largest n, at most {@link #MOST_IMAGES}
 * @param limits what requests may say besides
 */
public record ModelSpec(
        String name,
        String revision,
        String bundle,
        int maxPromptChars,
        int maxImages,
        ModelLimits limits)
        implements Serializable {

    /**
     * The most outputs that any model may allow: the ids that are remembered hold a bit for each.
     */
    public static final int MOST_IMAGES = 64;

    private static final int DEFAULT_IMAGE_BYTES = 1 << 20;

    /** Checks the limits that all models have. */
    public ModelSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(limits, "limits");
        ImageLimits.check(maxPromptChars > 0, "prompt length", maxPromptChars);
        ImageLimits.check(maxImages > 0 && maxImages <= MOST_IMAGES, "number of images", maxImages);
    }

    /** Describes a model of pictures. */
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
            int maxImages,
            int maxImageBytes,
            List<String> schedulers,
            QualityLevels quality) {
        this(
                name,
                revision,
                bundle,
                maxPromptChars,
                maxImages,
                new ImageLimits(
                        defaultWidth,
                        defaultHeight,
                        minSide,
                        maxSide,
                        sizeMultiple,
                        defaultSteps,
                        maxSteps,
                        defaultGuidanceScale,
                        maxGuidanceScale,
                        maxImageBytes,
                        schedulers,
                        quality));
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

    /** Tells whether it is a model of pictures. */
    public boolean isImage() {
        return limits instanceof ImageLimits;
    }

    /**
     * Returns the limits of a model of pictures.
     *
     * @throws IllegalStateException if it is a language model
     */
    public ImageLimits image() {
        if (limits instanceof ImageLimits image) {
            return image;
        }
        throw new IllegalStateException("model '" + name + "' writes texts");
    }
}
