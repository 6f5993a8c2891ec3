package io.omniflow.engine.sampler;

import java.util.ArrayList;
import java.util.List;

/**
 * The points at which a multistep solver calls the model.
 *
 * @param timesteps what the model is told, whole numbers
 * @param levels noise level at each call, and the one after the last
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is read, never compared
record MultistepGrid(float[] timesteps, List<NoiseLevel> levels) {

    /**
     * Makes a grid.
     *
     * @param times the timesteps, of which the whole part counts
     * @param sigmas noise levels, rounded to float32 as the reference keeps them
     * @param last the level after the last step
     * @param flow whether the levels are those of a rectified flow, else ratios
     */
    static MultistepGrid of(double[] times, double[] sigmas, double last, boolean flow) {
        float[] timesteps = new float[times.length];
        List<NoiseLevel> levels = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            timesteps[i] = (long) times[i];
            levels.add(level(sigmas[i], flow));
        }
        levels.add(level(last, flow));
        return new MultistepGrid(timesteps, levels);
    }

    /** Returns the number of steps. */
    int steps() {
        return timesteps.length;
    }

    /** Returns the logarithm of signal to noise at a call, or after the last. */
    double logRatio(int step) {
        return levels.get(step).logRatio();
    }

    private static NoiseLevel level(double sigma, boolean flow) {
        float rounded = (float) sigma;
        return flow ? NoiseLevel.flow(rounded) : NoiseLevel.ofRatio(rounded);
    }
}
