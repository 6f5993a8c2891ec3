package io.omniflow.executor.generation;

import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.recovery.RetryConfig;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.coordination.StageCoordination;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.worker.StepLoopConfig;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.jspecify.annotations.Nullable;

/**
 * Creates the generation operator of a stage: commands partitioned by their worker, outcomes on the
 * main output, and {@link io.omniflow.executor.record.SideOutputs} EVENTS, CACHE_ENTRIES and
 * DEAD_LETTERS.
 */
public final class GenerationOperatorFactory extends AbstractStreamOperatorFactory<TaskOutcome>
        implements OneInputStreamOperatorFactory<WorkerCommand, TaskOutcome>,
                CoordinatedOperatorFactory<TaskOutcome> {

    private static final long serialVersionUID = 1L;
    private static final long REPORT_INTERVAL_MS = 100;

    private final StageConfig stage;
    private final long snapshotIntervalMs;
    private final double auditFraction;
    private final boolean events;
    private final RetryConfig retries;
    private final StepModelFactory models;
    private final @Nullable String suspectFile;

    /**
     * Creates a factory.
     *
     * @param config the job's configuration
     * @param stage the stage
     * @param models makes the model of each worker
     * @param directory where the job remembers over the loss of its JobManager which tasks may have
     *     killed a process: a directory in a Flink file system, best that of the checkpoints; null
     *     not to remember it
     */
    public GenerationOperatorFactory(
            OmniConfig config,
            StageConfig stage,
            StepModelFactory models,
            @Nullable String directory) {
        this.suspectFile = directory == null ? null : suspectFile(config, directory);
        this.stage = stage;
        this.snapshotIntervalMs = config.snapshotIntervalMs();
        this.auditFraction = config.engine().auditFraction();
        this.events = config.events();
        this.retries = config.engine().retries();
        this.models = models;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink asks for the type that its own signature erases
    public <T extends StreamOperator<TaskOutcome>> T createStreamOperator(
            StreamOperatorParameters<TaskOutcome> parameters) {
        StepLoopConfig loop =
                new StepLoopConfig(
                        stage.slots(),
                        stage.maxBatchUnits(),
                        snapshotIntervalMs,
                        REPORT_INTERVAL_MS,
                        auditFraction,
                        stage.cache().enabled() && stage.cache().approximate().enabled());
        GenerationOperator operator =
                new GenerationOperator(parameters, stage, loop, models, events, retries);
        parameters
                .getOperatorEventDispatcher()
                .registerEventHandler(parameters.getStreamConfig().getOperatorID(), operator);
        return (T) operator;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(
            String operatorName, OperatorID operatorId) {
        return StageCoordination.generation(stage.name(), operatorId, suspectFile);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's own signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return GenerationOperator.class;
    }

    /** The name follows from the stages alone, so that the job's next submission finds it. */
    private static String suspectFile(OmniConfig config, String directory) {
        String names =
                config.stages().stream().map(StageConfig::name).collect(Collectors.joining("+"));
        String safe = names.replaceAll("[^A-Za-z0-9._+-]", "_");
        String name = "omniflow-suspects-" + safe.substring(0, Math.min(100, safe.length()));
        return new Path(directory, name).toString();
    }
}
