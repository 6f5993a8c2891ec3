package io.omniflow.engine.sampler;

/** A way to get from noise to a picture, with all its parameters. Immutable. */
public interface Sampler {

    /** Returns the class name that diffusers gives it. */
    String name();

    /**
     * Plans a generation.
     *
     * @param steps number of steps from pure noise
     * @param tokens number of patches of the picture, for noise levels that depend on its size
     * @param first index of the first step to take, below {@code steps}; those before it are left
     *     out, as in a generation that starts from a picture
     * @throws io.omniflow.core.error.InvalidRequestException if the sampler cannot take so many
     */
    SamplerPlan plan(int steps, int tokens, int first);
}
