package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Turns latents into pictures and pictures into latents. It borrows its weights, which must outlive
 * it. For the thread of the model.
 */
public interface LatentCodec extends AutoCloseable {

    /**
     * Decodes latents.
     *
     * @param owner owns the result, which may be the argument itself
     * @param latents float32 (pictures, channels, height, width)
     * @return float32 (pictures, 3, height x scale, width x scale), about -1 to 1, not clamped
     */
    NDArray decode(NDManager owner, NDArray latents);

    /**
     * Encodes pictures.
     *
     * @param owner owns the result, which may be the argument itself
     * @param pictures float32 (pictures, 3, height x scale, width x scale) from -1 to 1
     * @return float32 (pictures, channels, height, width), scaled as the transformer takes them
     */
    NDArray encode(NDManager owner, NDArray pictures);

    /** Frees what the codec owns, not its weights. */
    @Override
    void close();
}
