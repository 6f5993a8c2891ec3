package io.omniflow.worker;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.registry.DeviceLease;
import io.omniflow.registry.DeviceRegistry;
import java.nio.file.Path;

/** Loads the model of a worker onto the least used device of this JVM. */
public final class BundleModels {

    private BundleModels() {}

    /**
     * Loads a model on the calling thread, which owns it from then on. Closing it gives the device
     * back.
     *
     * @throws InvalidModelException if the bundle is malformed, or is not the one that the job was
     *     submitted with
     */
    public static StepModel<?> load(ModelSpec spec, EngineConfig config) {
        Path bundle = Path.of(spec.bundle());
        String revision = ModelBundle.inspect(bundle).contentHash();
        if (!revision.equals(spec.revision())) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    "the bundle "
                            + bundle
                            + " has revision "
                            + revision
                            + ", but the job was submitted with "
                            + spec.revision()
                            + "; submit the job again");
        }
        DeviceLease device = DeviceRegistry.shared().lease(DeviceRegistry.available());
        try {
            return leased(StepModels.load(bundle, revision, device.device(), config), device);
        } catch (RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    private static <G extends Generation> StepModel<G> leased(
            StepModel<G> model, DeviceLease device) {
        return new LeasedModel<>(model, device);
    }
}
