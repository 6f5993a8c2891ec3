package io.omniflow.engine.autoencoder;

import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.weights.WeightsFiles;
import java.nio.file.Path;

/**
 * An autoencoder on disk.
 *
 * @param config its configuration, checked
 * @param weights its weights: a file, or the index of several
 */
record AutoencoderFiles(AutoencoderConfig config, Path weights) {

    private static final int COLOURS = 3;

    /** Reads a component's directory. */
    static AutoencoderFiles read(Path directory) {
        ConfigFile file = ConfigFile.read(directory.resolve("config.json"));
        AutoencoderConfig config = AutoencoderConfig.read(file);
        if (config.inChannels() != COLOURS || config.outChannels() != COLOURS) {
            throw file.invalid("'in_channels' and 'out_channels' must be " + COLOURS);
        }
        return new AutoencoderFiles(
                config, WeightsFiles.find(directory, "diffusion_pytorch_model"));
    }
}
