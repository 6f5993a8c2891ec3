package io.omniflow.engine;

import io.omniflow.engine.bundle.BundleFormat;
import java.nio.file.Path;

/**
 * What admission has to know of the directory of a model, read without loading weights or native
 * libraries.
 */
public sealed interface BundleFacts permits ModelBundle, TextBundle {

    /**
     * Reads a directory's configuration and hashes its files. Those that it has say what it is: of
     * diffusers for pictures, or of transformers for texts.
     *
     * @throws io.omniflow.core.error.InvalidModelException if it is both or neither, a file is
     *     missing or malformed, or the family is not supported; the message names the file
     */
    static BundleFacts inspect(Path bundle) {
        return switch (BundleFormat.of(bundle)) {
            case DIFFUSERS -> ModelBundle.inspect(bundle);
            case TRANSFORMERS -> TextBundle.inspect(bundle);
        };
    }

    /** Returns the hex SHA-256 of everything that decides the output. */
    String contentHash();
}
