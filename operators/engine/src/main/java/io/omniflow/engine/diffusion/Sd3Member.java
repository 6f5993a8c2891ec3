package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;

/**
 * One generation's part in a forward pass.
 *
 * @param latents float32 (1, channels, height, width)
 * @param conditioning its text, positions and modulations
 * @param step index of the step, for the modulations
 */
public record Sd3Member(NDArray latents, Conditioning conditioning, int step) {}
