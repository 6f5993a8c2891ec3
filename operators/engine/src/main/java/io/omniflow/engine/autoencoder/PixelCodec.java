package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The codec of models that paint pixels: latents are the picture. */
public final class PixelCodec implements LatentCodec {

    @Override
    public NDArray decode(NDManager owner, NDArray latents) {
        return latents;
    }

    @Override
    public NDArray encode(NDManager owner, NDArray pictures) {
        return pictures;
    }

    @Override
    public void close() {
        // Nothing is owned.
    }
}
