package io.omniflow.executor.pipeline;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.pipeline.NextTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.EventEncoder;
import java.time.Clock;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Stands behind a stage that others follow: a text with a stage to come goes on as that stage's
 * task ({@link SideOutputs#ONWARD}), every other outcome goes to delivery. It has no state: exactly
 * once comes from the checkpoints of its neighbours.
 */
public final class RelayFunction extends ProcessFunction<TaskOutcome, TaskOutcome>
        implements ResultTypeQueryable<TaskOutcome> {

    private static final long serialVersionUID = 1L;

    // -- configuration
    private final EngineConfig engine;
    private final boolean events;

    // -- runtime
    private transient NextTask next;
    private transient Clock clock;

    /**
     * Creates the function.
     *
     * @param engine how models compute, which fingerprints name
     * @param events whether progress events are published
     */
    public RelayFunction(EngineConfig engine, boolean events) {
        this.engine = engine;
        this.events = events;
    }

    @Override
    public void open(OpenContext context) {
        next = new NextTask(engine);
        clock = Clock.systemUTC();
    }

    @Override
    public void processElement(TaskOutcome outcome, Context context, Collector<TaskOutcome> out) {
        NextTask.Step step = next.after(outcome);
        if (step instanceof NextTask.Step.Onward onward) {
            if (events) {
                context.output(
                        SideOutputs.EVENTS,
                        new EventEncoder()
                                .stageFinished(
                                        outcome, onward.report(), onward.task(), clock.millis()));
            }
            context.output(SideOutputs.ONWARD, new AdmittedTask(onward.task(), null));
        } else if (step instanceof NextTask.Step.Ended ended) {
            out.collect(ended.outcome());
        }
    }

    @Override
    public TypeInformation<TaskOutcome> getProducedType() {
        return StreamTypes.OUTCOME;
    }
}
