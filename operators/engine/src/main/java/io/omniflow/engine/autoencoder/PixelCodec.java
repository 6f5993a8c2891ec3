package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Kernels;

/**
 * The codec of models that paint pixels: latents are the picture.
 *
 * @param kernels draw the noise; stay the caller's
 */
record PixelCodec(Kernels kernels) implements LatentCodec {

    @Override
    public NDArray decode(NDManager owner, NDArray latents) {
        return latents;
    }

    @Override
    public NDArray encode(NDManager owner, NDArray pictures, long seed) {
        return pictures;
    }

    @Override
    public NDArray noise(NDManager owner, long seed, long... shape) {
        return kernels.randn(owner, seed, shape).toDevice(kernels.device(), false);
    }

    @Override
    public void close() {
        // Nothing is owned.
    }
}
