package io.omniflow.engine.bundle;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the directory of a model is laid out, which also says what the model makes. */
public enum BundleFormat {
    /** Components in directories of their own, named by {@code model_index.json}: pictures. */
    DIFFUSERS("model_index.json", "pictures"),
    /** One model, described by {@code config.json} with its {@code architectures}: texts. */
    TRANSFORMERS("config.json", "texts");

    private static final String ARCHITECTURES = "architectures";

    private final String file;
    private final String makes;

    BundleFormat(String file, String makes) {
        this.file = file;
        this.makes = makes;
    }

    /**
     * Tells by its files how a directory is laid out.
     *
     * @throws InvalidModelException if it has the files of both or of neither; the message names
     *     them
     */
    public static BundleFormat of(Path bundle) {
        Path index = bundle.resolve(DIFFUSERS.file);
        Path config = bundle.resolve(TRANSFORMERS.file);
        boolean described = describesModel(config);
        if (Files.exists(index)) {
            if (described) {
                throw invalid(bundle + " has both " + index + " and " + config + ", expected one");
            }
            return DIFFUSERS;
        }
        if (!described) {
            throw invalid(
                    String.format(
                            "%s has neither %s nor %s with '%s'",
                            bundle, index, config, ARCHITECTURES));
        }
        return TRANSFORMERS;
    }

    /**
     * Refuses a directory of another layout.
     *
     * @throws InvalidModelException the message names the directory and what it is
     */
    public void require(Path bundle) {
        BundleFormat found = of(bundle);
        if (found != this) {
            throw invalid(bundle + " is one of " + found.makes + ", expected one of " + makes);
        }
    }

    private static boolean describesModel(Path config) {
        return Files.exists(config) && ConfigFile.read(config).has(ARCHITECTURES);
    }

    private static InvalidModelException invalid(String problem) {
        return new InvalidModelException(ErrorCode.INVALID_MODEL, "model bundle " + problem);
    }
}
