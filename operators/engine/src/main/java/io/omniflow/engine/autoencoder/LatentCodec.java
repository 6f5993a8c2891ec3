package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Turns latents into pictures and pictures into latents. It borrows its weights, which must outlive
 * it. For the thread of the model.
 */
public interface LatentCodec extends AutoCloseable {

    /**
     * Decodes latents. Values that are not finite stay so.
     *
     * @param owner owns the result, which may be the argument itself
     * @param latents float32 (pictures, channels, height, width)
     * @return float32 (pictures, 3, height x scale, width x scale), about -1 to 1, not clamped
     */
    NDArray decode(NDManager owner, NDArray latents);

    /**
     * Encodes pictures to start generations from. Where the latents are a distribution, this draws
     * the sample that image-to-image pipelines of diffusers draw with {@code
     * torch.Generator("cpu").manual_seed(seed)}: the first values of that generator.
     *
     * @param owner owns the result, which may be the argument itself
     * @param pictures float32 (pictures, 3, height x scale, width x scale) from -1 to 1
     * @return float32 (pictures, channels, height, width), scaled as the transformer takes them
     */
    NDArray encode(NDManager owner, NDArray pictures, long seed);

    /**
     * Draws the noise to add to encoded pictures: the standard normal values that a generator of
     * this seed yields after those that {@link #encode} took from it.
     *
     * @param owner owns the result
     * @param shape shape of the latents
     * @return float32, on the device of the codec
     */
    NDArray noise(NDManager owner, long seed, long... shape);

    /** Frees what the codec owns, not its weights. */
    @Override
    void close();
}
