package io.omniflow.engine;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.engine.bundle.BundleFormat;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.calibration.Tuning;
import io.omniflow.engine.llm.TextModel;
import io.omniflow.engine.sd3.Sd3Bundle;
import io.omniflow.engine.sd3.Sd3StepModel;
import java.nio.file.Path;

/** Loads step models. */
public final class StepModels {

    private StepModels() {}

    /**
     * Loads a bundle to a device. Weights are shared, through the JVM's registry, with every model
     * of the same content on the same device, and outlive the model for a while.
     *
     * @param bundle directory in the layout of diffusers or transformers
     * @return a model for the calling thread, which closes it
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing or malformed, or
     *     the family is not supported; the message names the file
     */
    public static StepModel<?> load(Path bundle, Device device, EngineConfig config) {
        return load(bundle, ContentHash.of(bundle), device, config);
    }

    /**
     * Loads a bundle whose content hash is known, such as from {@link BundleFacts#inspect}; the
     * files are not hashed again.
     */
    public static StepModel<?> load(
            Path bundle, String contentHash, Device device, EngineConfig config) {
        return switch (BundleFormat.of(bundle)) {
            case DIFFUSERS ->
                    Sd3StepModel.load(ModelBundle.read(bundle), contentHash, device, config);
            case TRANSFORMERS -> TextModel.load(bundle, contentHash, device, config);
        };
    }

    /** Loads a bundle of diffusers with a tuning that need not be the bundle's. */
    public static StepModel<?> load(
            Path bundle, String contentHash, Device device, EngineConfig config, Tuning tuning) {
        Sd3Bundle parts = ModelBundle.read(bundle);
        return Sd3StepModel.load(parts, contentHash, device, config, tuning);
    }
}
