package io.omniflow.engine.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The space in which a bundle's transformer paints: pixels, or the latents of an autoencoder. */
public final class LatentSpace {

    /** Latents that are pixels themselves. */
    public static final LatentSpace PIXELS = new LatentSpace(null);

    private static final int COLOURS = 3;

    private final @Nullable AutoencoderFiles autoencoder;

    private LatentSpace(@Nullable AutoencoderFiles autoencoder) {
        this.autoencoder = autoencoder;
    }

    /**
     * Reads the configuration of an autoencoder and finds its weights.
     *
     * @param autoencoder its directory
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing or malformed
     */
    public static LatentSpace read(Path autoencoder) {
        return new LatentSpace(AutoencoderFiles.read(autoencoder));
    }

    /** Returns the channels of the latents. */
    public int channels() {
        return autoencoder == null ? COLOURS : autoencoder.config().latentChannels();
    }

    /** Returns how many pixels there are for each value of the latents, along a side. */
    public int scale() {
        return autoencoder == null ? 1 : autoencoder.config().scale();
    }

    /**
     * Loads and prepares the weights.
     *
     * @param manager owns the arrays
     * @return the arrays by name; none in pixel space
     * @throws io.omniflow.core.error.InvalidModelException if the weights are malformed
     */
    public Map<String, NDArray> prepare(Kernels kernels, NDManager manager) {
        if (autoencoder == null) {
            return Map.of();
        }
        try (TensorSource source = WeightsFiles.open(autoencoder.weights())) {
            return AutoencoderWeights.prepare(autoencoder.config(), source, kernels, manager);
        }
    }

    /**
     * Makes the codec between this space and pictures.
     *
     * @param weights what {@link #prepare} returned, perhaps among others; they must outlive the
     *     codec
     * @return a codec to be closed by the caller
     */
    public LatentCodec codec(Kernels kernels, Map<String, NDArray> weights) {
        return autoencoder == null
                ? new PixelCodec(kernels)
                : new AutoencoderKL(autoencoder.config(), kernels, weights);
    }
}
