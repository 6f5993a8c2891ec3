package io.omniflow.executor.delivery;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.HoldingOperator;
import io.omniflow.executor.wire.EventEncoder;
import io.omniflow.executor.wire.ResultEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one result of the images of a request. Its input is keyed by request id ({@link
 * RequestIdSelector}).
 *
 * <p>A request of one image passes straight through. The images of others wait in keyed state until
 * the last has ended, but at most for the request timeout after the first: images that have not
 * ended by then are reported as failed. Once the result is out, further outcomes of the request are
 * dropped for as long as the request timeout. A request that was published at another time is
 * another one, even with the same id: scheduling lets it through once it has forgotten the first.
 *
 * <p>With events on, the end of each image is told on {@link SideOutputs#EVENTS}.
 */
public final class DeliveryOperator extends HoldingOperator<OutboundRecord>
        implements OneInputStreamOperator<TaskOutcome, OutboundRecord>,
                Triggerable<String, VoidNamespace> {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOperator.class);

    private static final long serialVersionUID = 1L;

    // -- configuration
    private final long requestTimeoutMs;
    private final boolean events;

    // -- runtime
    private transient MapState<Integer, TaskOutcome> outcomes;
    private transient ValueState<Long> waitUntil;
    private transient ValueState<Long> doneCreated;
    private transient ValueState<Long> doneUntil;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ResultEncoder results;
    private transient EventEncoder eventEncoder;
    private transient DeliveryMetrics metrics;

    /** Creates the operator. */
    public DeliveryOperator(DeliveryConfig config, boolean events) {
        Objects.requireNonNull(config, "config");
        this.requestTimeoutMs = config.requestTimeoutMs();
        this.events = events;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        outcomes = context.getKeyedStateStore().getMapState(DeliveryState.OUTCOMES);
        waitUntil = context.getKeyedStateStore().getState(DeliveryState.WAIT_UNTIL);
        doneCreated = context.getKeyedStateStore().getState(DeliveryState.DONE_CREATED);
        doneUntil = context.getKeyedStateStore().getState(DeliveryState.DONE_UNTIL);
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("request-timeout", VoidNamespaceSerializer.INSTANCE, this);
        results = new ResultEncoder();
        eventEncoder = new EventEncoder();
        metrics = new DeliveryMetrics(getMetricGroup());
    }

    @SuppressWarnings("try")
    @Override
    public void processElement(StreamRecord<TaskOutcome> element) throws Exception {
        TaskOutcome outcome = element.getValue();
        try (RequestScope scope = RequestScope.of(outcome.task())) {
            take(outcome);
        }
    }

    private void take(TaskOutcome outcome) throws Exception {
        if (outcome.task().count() == 1) {
            ended(outcome);
            deliver(List.of(outcome));
        } else {
            join(outcome);
        }
    }

    @SuppressWarnings("try")
    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        // A timer may belong to an earlier request with this id, so each state knows its own time.
        if (isDue(doneUntil, timer)) {
            doneUntil.clear();
            doneCreated.clear();
        }
        if (isDue(waitUntil, timer)) {
            metrics.timedOut();
            try (RequestScope scope = RequestScope.of(timer.getKey())) {
                finish(MissingImages.fill(joined(), requestTimeoutMs));
            }
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("the job has no event time");
    }

    private void join(TaskOutcome outcome) throws Exception {
        int index = outcome.task().id().index();
        if (isDone(outcome.task()) || outcomes.contains(index)) {
            metrics.dropped();
            return;
        }
        if (waitUntil.value() == null) {
            waitUntil.update(now() + requestTimeoutMs);
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, waitUntil.value());
        }
        ended(outcome);
        outcomes.put(index, outcome);
        List<TaskOutcome> ended = joined();
        if (ended.size() == outcome.task().count()) {
            finish(ended);
        }
    }

    private boolean isDone(GenerationTask task) throws IOException {
        Long created = doneCreated.value();
        return created != null && created == task.createdMs();
    }

    private static boolean isDue(ValueState<Long> until, InternalTimer<String, VoidNamespace> timer)
            throws IOException {
        return until.value() != null && timer.getTimestamp() >= until.value();
    }

    private List<TaskOutcome> joined() throws Exception {
        List<TaskOutcome> joined = new ArrayList<>();
        outcomes.values().forEach(joined::add);
        return joined;
    }

    /** Delivers a joined request and remembers that, until a timer of its own. */
    private void finish(List<TaskOutcome> all) throws Exception {
        outcomes.clear();
        waitUntil.clear();
        long until = now() + requestTimeoutMs;
        doneCreated.update(all.get(0).task().createdMs());
        doneUntil.update(until);
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, until);
        deliver(all);
    }

    private void ended(TaskOutcome outcome) {
        metrics.ended(outcome);
        if (events) {
            OutboundRecord event = eventEncoder.finished(outcome, now());
            hold().emit(() -> output.collect(SideOutputs.EVENTS, new StreamRecord<>(event)));
        }
    }

    private void deliver(List<TaskOutcome> all) {
        OutboundRecord result = results.encode(all, now());
        metrics.delivered(all, now());
        LOG.debug("The result goes out; its first output is {}", all.get(0).status());
        hold().emit(() -> output.collect(new StreamRecord<>(result)));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
