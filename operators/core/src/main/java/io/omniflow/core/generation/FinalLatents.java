package io.omniflow.core.generation;

import java.util.Objects;

/**
 * What generations of similar prompts may start from.
 *
 * @param latents the latents after the last step, shape (1, channels, height, width)
 * @param embedding the pooled embedding of the prompt, shape (width)
 */
public record FinalLatents(HalfTensor latents, HalfTensor embedding) {

    /** Checks that both are there. */
    public FinalLatents {
        Objects.requireNonNull(latents, "latents");
        Objects.requireNonNull(embedding, "embedding");
    }

    /** Returns the size of both in bytes. */
    public int bytes() {
        return latents.data().length + embedding.data().length;
    }
}
