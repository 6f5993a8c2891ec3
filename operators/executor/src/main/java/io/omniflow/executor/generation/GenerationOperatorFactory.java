package io.omniflow.executor.generation;

import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.coordination.StageCoordination;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.worker.StepLoopConfig;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Creates the generation operator of a stage: commands partitioned by their worker, outcomes on the
 * main output, and {@link io.omniflow.executor.record.SideOutputs} EVENTS and CACHE_ENTRIES.
 */
public final class GenerationOperatorFactory extends AbstractStreamOperatorFactory<TaskOutcome>
        implements OneInputStreamOperatorFactory<WorkerCommand, TaskOutcome>,
                CoordinatedOperatorFactory<TaskOutcome> {

    private static final long serialVersionUID = 1L;
    private static final long REPORT_INTERVAL_MS = 100;

    private final StageConfig stage;
    private final long snapshotIntervalMs;
    private final boolean events;
    private final StepModelFactory models;

    /**
     * Creates a factory.
     *
     * @param config the job's configuration
     * @param stage the stage
     * @param models makes the model of each worker
     */
    public GenerationOperatorFactory(
            OmniConfig config, StageConfig stage, StepModelFactory models) {
        this.stage = stage;
        this.snapshotIntervalMs = config.snapshotIntervalMs();
        this.events = config.events();
        this.models = models;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink asks for the type that its own signature erases
    public <T extends StreamOperator<TaskOutcome>> T createStreamOperator(
            StreamOperatorParameters<TaskOutcome> parameters) {
        StepLoopConfig loop =
                new StepLoopConfig(stage.slots(), 0, snapshotIntervalMs, REPORT_INTERVAL_MS);
        return (T) new GenerationOperator(parameters, stage, loop, models, events);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(
            String operatorName, OperatorID operatorId) {
        return StageCoordination.generation(stage.name(), operatorId);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's own signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return GenerationOperator.class;
    }
}
