package io.omniflow.executor.scheduling;

import io.omniflow.core.config.StageConfig;
import io.omniflow.executor.coordination.StageCoordination;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.WorkerCommand;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/**
 * Creates the scheduling operator of a stage: tasks keyed by model on the first input, validated
 * control records and what the cache topic tells on the second, releases on the main output, and
 * {@link io.omniflow.executor.record.SideOutputs} OUTCOMES, EVENTS and DEAD_LETTERS.
 */
public final class SchedulingOperatorFactory extends AbstractStreamOperatorFactory<WorkerCommand>
        implements TwoInputStreamOperatorFactory<AdmittedTask, SchedulingInput, WorkerCommand>,
                CoordinatedOperatorFactory<WorkerCommand> {

    private static final long serialVersionUID = 1L;

    private final StageConfig config;
    private final boolean events;

    /**
     * Creates a factory.
     *
     * @param config the stage
     * @param events whether progress events are published
     */
    public SchedulingOperatorFactory(StageConfig config, boolean events) {
        this.config = config;
        this.events = events;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink asks for the type that its own signature erases
    public <T extends StreamOperator<WorkerCommand>> T createStreamOperator(
            StreamOperatorParameters<WorkerCommand> parameters) {
        SchedulingOperator operator = new SchedulingOperator(parameters, config, events);
        OperatorEventHandler handler = operator;
        parameters
                .getOperatorEventDispatcher()
                .registerEventHandler(parameters.getStreamConfig().getOperatorID(), handler);
        return (T) operator;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(
            String operatorName, OperatorID operatorId) {
        return StageCoordination.scheduling(config.name(), operatorId);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's own signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SchedulingOperator.class;
    }
}
