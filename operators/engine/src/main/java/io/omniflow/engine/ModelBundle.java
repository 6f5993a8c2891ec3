package io.omniflow.engine;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.engine.bundle.BundleFormat;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.calibration.Calibration;
import io.omniflow.engine.sd3.Sd3Bundle;
import java.nio.file.Path;
import java.util.List;

/**
 * What admission has to know of a model of pictures, read without loading weights or native
 * libraries.
 *
 * @param contentHash hex SHA-256 of everything that decides the output
 * @param defaultWidth width in pixels when a request gives no size
 * @param defaultHeight height in pixels when a request gives no size
 * @param minSide smallest side in pixels
 * @param maxSide largest side in pixels
 * @param sizeMultiple every side is a multiple of this many pixels
 * @param defaultSteps inference steps when a request gives none
 * @param defaultGuidanceScale guidance when a request gives none
 * @param schedulers class names of the samplers that requests may ask for, the bundle's own first
 * @param quality the quality levels, from the bundle's calibration
 */
public record ModelBundle(
        String contentHash,
        int defaultWidth,
        int defaultHeight,
        int minSide,
        int maxSide,
        int sizeMultiple,
        int defaultSteps,
        double defaultGuidanceScale,
        List<String> schedulers,
        QualityLevels quality)
        implements BundleFacts {

    /**
     * Reads a bundle's configuration and hashes its files.
     *
     * @param bundle directory in the diffusers layout
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing or malformed, or
     *     the family is not supported; the message names the file
     */
    public static ModelBundle inspect(Path bundle) {
        return of(read(bundle), ContentHash.of(bundle));
    }

    /** Reads the configuration of a bundle, choosing the family by its class name. */
    static Sd3Bundle read(Path bundle) {
        BundleFormat.DIFFUSERS.require(bundle);
        ConfigFile index = ConfigFile.read(bundle.resolve("model_index.json"));
        String family = index.text("_class_name");
        return switch (family) {
            case "OmniflowStableDiffusion3Pipeline", "StableDiffusion3Pipeline" ->
                    Sd3Bundle.read(bundle, index);
            default -> throw index.invalid("'_class_name' is not supported: " + family);
        };
    }

    private static ModelBundle of(Sd3Bundle bundle, String contentHash) {
        int side = bundle.defaultSide();
        int multiple = bundle.sizeMultiple();
        return new ModelBundle(
                contentHash,
                side,
                side,
                multiple,
                bundle.maxSide(),
                multiple,
                bundle.defaults().steps(),
                bundle.defaults().guidanceScale(),
                bundle.samplers().names(),
                quality(bundle.root(), bundle.defaults().quality()));
    }

    private static QualityLevels quality(Path root, String defaultLevel) {
        try {
            return Calibration.of(root).quality(defaultLevel);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    String.format(
                            "model file %s: 'default_quality' is %s, but the model is not"
                                    + " calibrated for it: run './omniflow calibrate'",
                            root.resolve("omniflow.json"), defaultLevel),
                    e);
        }
    }
}
