package io.omniflow.engine.text;

import io.omniflow.engine.bundle.ConfigFile;
import java.nio.file.Path;

/**
 * A CLIP text encoder and its tokenizer in a bundle.
 *
 * @param encoder directory of the encoder's configuration and weights
 * @param tokenizer directory of the tokenizer
 * @param config the encoder's configuration
 */
public record ClipComponent(Path encoder, Path tokenizer, ClipTextConfig config) {

    /**
     * Reads the configuration; {@code suffix} is that of both directories, such as {@code _2}.
     *
     * @throws io.omniflow.core.error.InvalidModelException if it is missing or malformed
     */
    static ClipComponent read(Path root, String suffix) {
        Path encoder = root.resolve("text_encoder" + suffix);
        return read(root, suffix, ConfigFile.read(encoder.resolve("config.json")));
    }

    /** Reads the configuration of an encoder whose hidden states lie beside those of another. */
    static ClipComponent readBeside(ClipComponent other, Path root, String suffix) {
        ConfigFile file =
                ConfigFile.read(root.resolve("text_encoder" + suffix).resolve("config.json"));
        ClipComponent clip = read(root, suffix, file);
        if (clip.config.maxTokens() != other.config.maxTokens()) {
            throw file.invalid(
                    "'max_position_embeddings' must be that of "
                            + other.encoder.getFileName()
                            + ", "
                            + other.config.maxTokens());
        }
        return clip;
    }

    private static ClipComponent read(Path root, String suffix, ConfigFile file) {
        return new ClipComponent(
                root.resolve("text_encoder" + suffix),
                root.resolve("tokenizer" + suffix),
                ClipTextConfig.read(file));
    }

    /** Begins the keys of the prepared weights. */
    String prefix() {
        return encoder.getFileName() + ".";
    }
}
