package io.omniflow.engine;

import io.omniflow.engine.bundle.BundleFormat;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.llm.TextDefaults;
import io.omniflow.engine.llm.decoder.DecoderConfig;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What admission has to know of a language model.
 *
 * @param contentHash hex SHA-256 of everything that decides the output
 * @param contextTokens the most tokens of a prompt and its text together
 * @param vocabulary number of token ids
 * @param defaults how tokens are chosen where a request does not say
 */
public record TextBundle(
        String contentHash, int contextTokens, int vocabulary, TextDefaults defaults)
        implements BundleFacts {

    /** Checks that the facts are complete. */
    public TextBundle {
        Objects.requireNonNull(contentHash, "contentHash");
        Objects.requireNonNull(defaults, "defaults");
    }

    /**
     * Reads a model's configuration and hashes its files.
     *
     * @param bundle directory in the layout of transformers
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing or malformed, or
     *     the family is not supported; the message names the file
     */
    public static TextBundle inspect(Path bundle) {
        BundleFormat.TRANSFORMERS.require(bundle);
        DecoderConfig config = DecoderConfig.read(ConfigFile.read(bundle.resolve("config.json")));
        return new TextBundle(
                ContentHash.of(bundle),
                config.positions(),
                config.vocabulary(),
                TextDefaults.read(bundle));
    }
}
