package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.Locale;

/**
 * One way to paint pictures, to be compared with others.
 *
 * @param scheduler class name of the sampler; empty for the bundle's own
 * @param steps number of inference steps
 * @param stepCache which of them may be skipped
 */
public record Setting(String scheduler, int steps, StepCacheSpec stepCache) {

    /** Returns a picture painted in this way: prompt, size, guidance and seed stay. */
    public GenerationParams of(GenerationParams picture) {
        return new GenerationParams(
                picture.prompt(),
                picture.negativePrompt(),
                picture.width(),
                picture.height(),
                steps,
                picture.guidanceScale(),
                picture.seed(),
                scheduler,
                stepCache,
                picture.init());
    }

    /** Returns what distinguishes the step cache, such as {@code 0.1} or {@code fast, order 2}. */
    public String cacheText() {
        StepCacheLimits limits = stepCache.limits();
        StringBuilder text = new StringBuilder();
        if (stepCache.kind().hasThreshold()) {
            text.append(String.format(Locale.ROOT, "%.3g", stepCache.threshold()));
            // No zeros at the end: 0.1, not 0.100.
            text.setLength(text.toString().replaceAll("(\\.\\d*?)0+$", "$1").length());
        } else {
            text.append(stepCache.pattern());
        }
        switch (stepCache.kind()) {
            case TAYLOR -> text.append(", order ").append(limits.order());
            case FIRST_BLOCK -> {
                text.append(", F").append(limits.frontBlocks());
                text.append(limits.backBlocks() > 0 ? "B" + limits.backBlocks() : "");
            }
            default -> {}
        }
        text.append(limits.warmupSteps() > 1 ? ", warm-up " + limits.warmupSteps() : "");
        text.append(limits.maxConsecutive() > 0 ? ", at most " + limits.maxConsecutive() : "");
        return text.toString();
    }
}
