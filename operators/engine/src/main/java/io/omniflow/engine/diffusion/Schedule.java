package io.omniflow.engine.diffusion;

/**
 * The noise levels of one generation.
 *
 * @param timesteps what the model is told at each step
 * @param sigmas noise level before each step, and 0 after the last
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is read, never compared
public record Schedule(float[] timesteps, float[] sigmas) {

    /** Returns the number of steps. */
    public int steps() {
        return timesteps.length;
    }

    /** Returns how far the latents move along the velocity in a step; negative. */
    public float delta(int step) {
        return sigmas[step + 1] - sigmas[step];
    }
}
