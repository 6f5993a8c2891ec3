package io.omniflow.core.request;

import java.util.Objects;

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
 */
public record GenerationParams(
        String prompt,
        String negativePrompt,
        int width,
        int height,
        int steps,
        double guidanceScale,
        long seed) {

    /**
     * Checks that no text is missing; ranges are checked by admission against the model's limits.
     */
    public GenerationParams {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(negativePrompt, "negativePrompt");
    }

    /** Tells whether two branches (with and without the prompt) are computed at each step. */
    public boolean usesGuidance() {
        return guidanceScale > 1.0;
    }
}
