package io.omniflow.core.request;

import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model needs to generate one image: the fields that, with the model's revision, decide the
 * output.
 *
 * @param prompt what to paint
 * @param negativePrompt what to avoid; empty when absent
 * @param width width of the picture in pixels
 * @param height height of the picture in pixels
 * @param steps number of inference steps
 * @param guidanceScale classifier-free guidance; guidance is off at 1 or below
 * @param seed seed of the initial noise of this image
 * @param scheduler class name of the sampler, as diffusers names it; empty for the bundle's own
 * @param stepCache which steps may be skipped
 * @param init the picture to start from; null to start from noise
 */
public record GenerationParams(
        String prompt,
        String negativePrompt,
        int width,
        int height,
        int steps,
        double guidanceScale,
        long seed,
        String scheduler,
        StepCacheSpec stepCache,
        @Nullable InitImage init)
        implements StageParams {

    /**
     * Checks that nothing is missing; ranges are checked by admission against the model's limits.
     */
    public GenerationParams {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(negativePrompt, "negativePrompt");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(stepCache, "stepCache");
    }

    /** From noise, by the bundle's own sampler, every step computed. */
    public GenerationParams(
            String prompt,
            String negativePrompt,
            int width,
            int height,
            int steps,
            double guidanceScale,
            long seed) {
        this(
                prompt,
                negativePrompt,
                width,
                height,
                steps,
                guidanceScale,
                seed,
                "",
                StepCacheSpec.OFF,
                null);
    }

    /**
     * Returns the index of the first step that is taken: 0 from noise, else as diffusers' image to
     * image pipelines count it by the strength.
     */
    public int firstStep() {
        if (init == null) {
            return 0;
        }
        return (int) Math.min(steps - 1, steps - Math.min(steps * init.strength(), steps));
    }

    @Override
    public int stepsTaken() {
        return steps - firstStep();
    }

    /** Tells whether two branches (with and without the prompt) are computed at each step. */
    public boolean usesGuidance() {
        return guidanceScale > 1.0;
    }

    @Override
    public GenerationParams withPrompt(String newPrompt) {
        return new GenerationParams(
                newPrompt,
                negativePrompt,
                width,
                height,
                steps,
                guidanceScale,
                seed,
                scheduler,
                stepCache,
                init);
    }

    @Override
    public GenerationParams withSeed(long newSeed) {
        return new GenerationParams(
                prompt,
                negativePrompt,
                width,
                height,
                steps,
                guidanceScale,
                newSeed,
                scheduler,
                stepCache,
                init);
    }

    @Override
    public GenerationParams withoutPicture() {
        return init == null ? this : withInit(new InitImage(new byte[0], init.strength()));
    }

    /** Returns the same from another picture. */
    public GenerationParams withInit(InitImage newInit) {
        return new GenerationParams(
                prompt,
                negativePrompt,
                width,
                height,
                steps,
                guidanceScale,
                seed,
                scheduler,
                stepCache,
                newInit);
    }

    @Override
    public GenerationParams withStepCache(StepCacheSpec newStepCache) {
        return new GenerationParams(
                prompt,
                negativePrompt,
                width,
                height,
                steps,
                guidanceScale,
                seed,
                scheduler,
                newStepCache,
                init);
    }
}
