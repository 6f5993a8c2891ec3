package io.omniflow.worker;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.engine.BundleFacts;
import io.omniflow.engine.Generation;
import io.omniflow.engine.ModelMemory;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.runtime.Hardware;
import io.omniflow.registry.DeviceLease;
import io.omniflow.registry.DeviceRegistry;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the model of a worker onto the least used device of this JVM, once there is room. */
public final class BundleModels {

    private static final Logger LOG = LoggerFactory.getLogger(BundleModels.class);

    private BundleModels() {}

    /**
     * Loads the model of a stage on the calling thread, which owns it from then on, and warms it
     * up. Where the memory of the device is bounded, it waits for room first, while others make it.
     * Closing the model gives device and room back.
     *
     * @throws InvalidModelException if the bundle is malformed, or is not the one that the job was
     *     submitted with
     * @throws io.omniflow.core.error.CoreModuleException if the model can never fit, or fails at
     *     its first steps
     */
    public static StepModel<?> load(StageConfig stage, EngineConfig config)
            throws InterruptedException {
        Path bundle = Path.of(stage.model().bundle());
        String revision = revision(bundle, stage.model());
        ModelMemory needs = ModelMemory.of(bundle, config.dtype());
        DeviceLease device = DeviceRegistry.shared().lease(DeviceRegistry.available());
        Seat seat = Seat.take(device, stage, needs, config.memory());
        StepModel<?> model = null;
        try {
            warn(config, device);
            model =
                    leased(
                            StepModels.load(bundle, revision, device.device(), config),
                            seat,
                            config);
            WarmUp.run(model, stage);
            return model;
        } catch (RuntimeException | Error e) {
            if (model != null) {
                model.close();
            }
            seat.close();
            throw e;
        }
    }

    private static String revision(Path bundle, ModelSpec spec) {
        String revision = BundleFacts.inspect(bundle).contentHash();
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
        return revision;
    }

    private static void warn(EngineConfig config, DeviceLease device) {
        if (config.dtype() == ComputeType.BFLOAT16
                && !device.isGpu()
                && Hardware.here().fastest() != ComputeType.BFLOAT16) {
            LOG.warn(
                    "engine.dtype is bfloat16, but the processor of this worker has no instructions"
                            + " for it and will be slow");
        }
    }

    private static <G extends Generation> StepModel<G> leased(
            StepModel<G> model, Seat seat, EngineConfig config) {
        return new LeasedModel<>(model, seat, CpuShare.of(seat.device(), config));
    }
}
