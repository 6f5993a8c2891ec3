package io.omniflow.engine.sampler;

/**
 * How latents are composed at a point of the schedule: {@code signal * picture + noise * z} with
 * standard normal z.
 *
 * @param signal factor of the picture
 * @param noise factor of the noise
 */
public record NoiseLevel(double signal, double noise) {

    /** Returns the level of a rectified flow, where both factors add up to 1. */
    static NoiseLevel flow(double sigma) {
        return new NoiseLevel(1 - sigma, sigma);
    }

    /** Returns the level that preserves variance and has this ratio of noise to signal. */
    static NoiseLevel ofRatio(double sigma) {
        double signal = 1 / Math.sqrt(sigma * sigma + 1);
        return new NoiseLevel(signal, sigma * signal);
    }

    /** Returns the level that preserves variance and has this square of the signal. */
    static NoiseLevel ofSquaredSignal(double squared) {
        return new NoiseLevel(Math.sqrt(squared), Math.sqrt(1 - squared));
    }

    /** Returns the logarithm of the ratio of signal to noise; infinite without noise. */
    double logRatio() {
        return Math.log(signal) - Math.log(noise);
    }
}
