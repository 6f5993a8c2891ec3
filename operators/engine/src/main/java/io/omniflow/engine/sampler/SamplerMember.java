package io.omniflow.engine.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One generation's part in a step of the sampler. The tensors stay the caller's.
 *
 * @param output the model's output that is used, computed or not, float32 (1, channels, height,
 *     width); or two such rows, without and with the prompt, which the guidance combines
 * @param guidance classifier-free guidance; nothing is read where the output has one row
 * @param latents float32 (1, channels, height, width)
 * @param history the plan's history tensors, of the latents' shape
 * @param noise standard normal noise of the latents' shape; null where the step uses none
 * @param update what the step does
 */
public record SamplerMember(
        NDArray output,
        double guidance,
        NDArray latents,
        List<NDArray> history,
        @Nullable NDArray noise,
        Update update) {}
