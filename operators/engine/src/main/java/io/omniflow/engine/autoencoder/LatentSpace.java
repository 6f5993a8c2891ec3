package io.omniflow.engine.autoencoder;

import io.omniflow.engine.bundle.ConfigFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's configuration says of the space in which its transformer paints.
 *
 * @param channels channels of the latents
 * @param scale pixels for each value of the latents, along a side
 * @param autoencoder directory of the autoencoder; null where latents are pixels
 */
public record LatentSpace(int channels, int scale, @Nullable Path autoencoder) {

    /** Latents that are pixels themselves. */
    public static final LatentSpace PIXELS = new LatentSpace(3, 1, null);

    /**
     * Reads the configuration of an autoencoder.
     *
     * @param autoencoder its directory
     * @throws io.omniflow.core.error.InvalidModelException if it is missing or malformed
     */
    public static LatentSpace read(Path autoencoder) {
        ConfigFile file = ConfigFile.read(autoencoder.resolve("config.json"));
        int levels = file.wholes("block_out_channels").size();
        if (levels < 1 || levels > 8) {
            throw file.invalid("'block_out_channels' must name 1 to 8 levels");
        }
        return new LatentSpace(file.positive("latent_channels"), 1 << levels - 1, autoencoder);
    }
}
