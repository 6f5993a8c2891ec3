package io.omniflow.executor.generation;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.engine.StepModel;
import io.omniflow.worker.BundleModels;
import java.util.Objects;

/**
 * Loads the bundle of a stage on the least used device of the worker's JVM.
 *
 * @param stage the stage
 * @param engine how it computes
 */
public record BundleModelFactory(StageConfig stage, EngineConfig engine)
        implements StepModelFactory {

    /** Checks that nothing is missing. */
    public BundleModelFactory {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(engine, "engine");
    }

    @Override
    public StepModel<?> create() throws InterruptedException {
        return BundleModels.load(stage, engine);
    }
}
