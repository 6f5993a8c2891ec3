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
}
