package io.omniflow.job.graph;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.executor.generation.StepModelFactory;

/** Chooses what makes the models of a stage; tests put models of their own in. */
@FunctionalInterface
public interface ModelFactories {

    /** Returns the factory that travels to the workers of a stage. */
    StepModelFactory of(StageConfig stage, EngineConfig engine);
}
