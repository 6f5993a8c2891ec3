package io.omniflow.engine.calibration;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.calibration.Comparison.Progress;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.registry.DeviceRegistry;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * A model in this process, for measurements: on the first GPU, else on the CPU with one thread, in
 * float32. For the thread that loads it.
 */
public final class MeasuredModel implements AutoCloseable {

    private final StepModel<?> model;
    private final Painter<?> painter;

    private MeasuredModel(StepModel<?> model, Painter<?> painter) {
        this.model = model;
        this.painter = painter;
    }

    /**
     * Loads a model.
     *
     * @param bundle directory of the bundle
     * @param facts what {@link ModelBundle#inspect} says of it
     * @throws io.omniflow.core.error.InvalidModelException if a file is missing or malformed
     */
    public static MeasuredModel load(Path bundle, ModelBundle facts) {
        return load(bundle, facts, Tuning.of(bundle));
    }

    /** Loads a model with coefficients that need not be the bundle's. */
    static MeasuredModel load(Path bundle, ModelBundle facts, StepCacheCoefficients coefficients) {
        return load(bundle, facts, Tuning.of(bundle).with(coefficients));
    }

    /** Loads a model with a tuning that need not be the bundle's. */
    static MeasuredModel load(Path bundle, ModelBundle facts, Tuning tuning) {
        PyTorch.enter();
        PyTorch.useThreads(1);
        Device device = DeviceRegistry.available().get(0);
        StepModel<?> model =
                StepModels.load(bundle, facts.contentHash(), device, EngineConfig.DEFAULT, tuning);
        return new MeasuredModel(
                model, device.isGpu() ? Painter.onDevice(model) : Painter.onCpu(model));
    }

    /**
     * Paints the same pictures in several ways.
     *
     * @param reference what the others are compared with
     * @throws io.omniflow.core.error.CoreModuleException if a setting cannot be painted
     */
    public Comparison.Result compare(
            Setting reference, List<Setting> settings, Workload workload, Progress progress) {
        return new Comparison(painter, reference, settings)
                .run(workload.pictures(), workload.judge(), progress);
    }

    /** Paints a batch of pictures of one size in one way. */
    public List<BufferedImage> paint(Setting setting, List<GenerationParams> pictures) {
        return painter.paint(pictures.stream().map(setting::of).toList()).pictures();
    }

    /** Paints a batch of pictures of one size that may start from neighbours. */
    List<Output> outputs(List<GenerationParams> pictures, List<Neighbourhood> neighbours) {
        return painter.outputs(pictures, neighbours);
    }

    /**
     * Looks into the model while it paints a picture.
     *
     * @throws InvalidModelException if nobody can look into a model of this family
     */
    ResidualTrace trace(GenerationParams params) {
        if (model instanceof ResidualProbe probe) {
            return probe.trace(params);
        }
        throw new InvalidModelException(
                ErrorCode.INVALID_MODEL, "mag and tea cannot be calibrated for this model");
    }

    /** Measures {@link ForecastLosses}. */
    double[] losses(Setting full, List<GenerationParams> pictures, Runnable painted) {
        return new ForecastLosses(painter, full).measure(pictures, painted);
    }

    @Override
    public void close() {
        model.close();
    }
}
