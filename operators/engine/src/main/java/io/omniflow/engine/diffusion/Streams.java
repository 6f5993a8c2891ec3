package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The hidden states of a batch between two blocks, one row for each branch of each member.
 *
 * @param pictures float32 (rows, patches, width)
 * @param text float32 (rows, tokens, width); null after the last block
 * @param modulations float32 (rows, vectors x width), the same between all blocks of a step
 */
public record Streams(NDArray pictures, @Nullable NDArray text, NDArray modulations)
        implements AutoCloseable {

    /** Frees the hidden states; the modulations go with their manager. */
    @Override
    public void close() {
        pictures.close();
        if (text != null) {
            text.close();
        }
    }
}
