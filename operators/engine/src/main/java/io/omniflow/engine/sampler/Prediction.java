package io.omniflow.engine.sampler;

/**
 * What a sampler makes of the model's output before it combines it, usually the picture without
 * noise: {@code latents * ofLatents + output * ofOutput}, held within a bound.
 *
 * @param ofLatents coefficient of the latents
 * @param ofOutput coefficient of the model's guided output
 * @param bound largest absolute value, to which values are clamped; infinite for no bound
 */
public record Prediction(double ofLatents, double ofOutput, double bound) {

    /** Checks the bound. */
    public Prediction {
        if (!(bound > 0)) {
            throw new IllegalArgumentException("the bound must be greater than 0: " + bound);
        }
    }
}
