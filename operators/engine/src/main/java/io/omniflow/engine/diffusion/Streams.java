package io.omniflow.engine.diffusion;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The hidden states between two blocks.
 *
 * @param pictures float32 (rows, patches, width)
 * @param text float32 (rows, tokens, width); null after the last block
 */
record Streams(NDArray pictures, @Nullable NDArray text) implements AutoCloseable {

    @Override
    public void close() {
        pictures.close();
        if (text != null) {
            text.close();
        }
    }
}
