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
        ClipTextConfig config =
                ClipTextConfig.read(ConfigFile.read(encoder.resolve("config.json")));
        return new ClipComponent(encoder, root.resolve("tokenizer" + suffix), config);
    }

    /** Begins the keys of the prepared weights. */
    String prefix() {
        return encoder.getFileName() + ".";
    }
}
