package io.omniflow.engine.text;

import io.omniflow.engine.bundle.ConfigFile;
import java.nio.file.Path;

/**
 * A T5 encoder and its tokenizer in a bundle.
 *
 * @param encoder directory of the encoder's configuration and weights
 * @param tokenizer directory of the tokenizer
 * @param config the encoder's configuration
 */
public record T5Component(Path encoder, Path tokenizer, T5Config config) {

    /**
     * Reads the configuration; {@code suffix} is that of both directories, such as {@code _3}.
     *
     * @throws io.omniflow.core.error.InvalidModelException if it is missing or malformed
     */
    static T5Component read(Path root, String suffix) {
        Path encoder = root.resolve("text_encoder" + suffix);
        T5Config config = T5Config.read(ConfigFile.read(encoder.resolve("config.json")));
        return new T5Component(encoder, root.resolve("tokenizer" + suffix), config);
    }

    /** Begins the keys of the prepared weights. */
    String prefix() {
        return encoder.getFileName() + ".";
    }
}
