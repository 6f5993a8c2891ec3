package io.omniflow.engine.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What a step made of one generation.
 *
 * @param latents the next latents
 * @param history the next history tensors, which may share memory with others
 * @param peak largest absolute value of the latents; not finite if any of them is not
 */
public record Advanced(NDArray latents, List<NDArray> history, float peak) {}
