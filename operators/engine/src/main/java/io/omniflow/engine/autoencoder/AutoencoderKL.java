package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import java.util.Map;

/**
 * The autoencoder of Stable Diffusion, after {@code AutoencoderKL} of diffusers, in float32. It
 * takes and gives latents as the diffusion model sees them: shifted and scaled.
 *
 * <p>What is larger than the pictures it was trained on goes through in overlapping tiles, as with
 * {@code enable_vae_tiling} of diffusers, so that native memory follows a tile and not the picture.
 * Layers free their input as they run; what a tile takes at most is about two and a half times the
 * widest input of a full-size layer (for SD3 and its tiles of 1024 pixels a side, 2.7 GB).
 *
 * <p>Safe for use by many threads; closing is not, while one of them runs. The weights belong to
 * whoever prepared them and must outlive this object.
 */
final class AutoencoderKL implements LatentCodec {

    private final AutoencoderConfig config;
    private final Kernels kernels;
    private final LayerStack encoder;
    private final LayerStack decoder;
    private final Tiling encoding;
    private final Tiling decoding;

    /**
     * Makes an autoencoder of prepared weights.
     *
     * @param weights what {@link AutoencoderWeights#prepare} returned, perhaps among others
     */
    AutoencoderKL(AutoencoderConfig config, Kernels kernels, Map<String, NDArray> weights) {
        this.config = config;
        this.kernels = kernels;
        this.encoder = new LayerStack(kernels, config.groups(), LayerPlan.encoder(config), weights);
        this.decoder = new LayerStack(kernels, config.groups(), LayerPlan.decoder(config), weights);
        this.encoding = new Tiling(kernels, config.sampleSize(), config.latentTile());
        this.decoding = new Tiling(kernels, config.latentTile(), config.sampleSize());
    }

    @Override
    public NDArray decode(NDManager owner, NDArray latents) {
        try (Call call = kernels.call("vae_unscale")) {
            call.with(latents).with(config.scalingFactor()).with(config.shiftFactor());
            return run(owner, decoder, decoding, call.array(owner));
        }
    }

    @Override
    public NDArray encode(NDManager owner, NDArray pictures, long seed) {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray moments = moments(scratch, pictures);
            long[] shape = moments.getShape().getShape().clone();
            shape[1] = config.latentChannels();
            NDArray noise = kernels.randn(scratch, seed, shape);
            try (Call call = kernels.call("vae_sample")) {
                call.with(moments).with(noise.toDevice(kernels.device(), false));
                return scale(owner, call.array(scratch));
            }
        }
    }

    /**
     * Encodes pictures without chance.
     *
     * @param owner owns the result
     * @param pictures float32 (pictures, 3, height x scale, width x scale) from -1 to 1
     * @return the mean of the distribution of which {@link #encode} draws a sample
     */
    NDArray mean(NDManager owner, NDArray pictures) {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray moments = moments(scratch, pictures);
            try (Call call = kernels.call("vae_mean")) {
                return scale(owner, call.with(moments).array(scratch));
            }
        }
    }

    @Override
    public NDArray noise(NDManager owner, long seed, long... shape) {
        try (Call call = kernels.call("vae_later_noise")) {
            return call.withLongs(shape).with(seed).array(owner).toDevice(kernels.device(), false);
        }
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
    }

    private NDArray moments(NDManager owner, NDArray picture) {
        return run(owner, encoder, encoding, picture.duplicate());
    }

    private static NDArray run(NDManager owner, LayerStack stack, Tiling tiling, NDArray input) {
        if (!tiling.isNeeded(input)) {
            return stack.run(owner, input);
        }
        try (input) {
            return tiling.run(owner, stack, input);
        }
    }

    private NDArray scale(NDManager owner, NDArray latents) {
        try (Call call = kernels.call("vae_scale")) {
            return call.with(latents)
                    .with(config.scalingFactor())
                    .with(config.shiftFactor())
                    .array(owner);
        }
    }
}
