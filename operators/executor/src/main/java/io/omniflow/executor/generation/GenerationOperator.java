package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.recovery.RetryConfig;
import io.omniflow.core.recovery.RetryPolicy;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.coordination.GiveUpEvent;
import io.omniflow.executor.coordination.SlotReporter;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.HoldingOperator;
import io.omniflow.executor.state.InFlightCodec;
import io.omniflow.registry.ProcessId;
import io.omniflow.worker.StepLoop;
import io.omniflow.worker.StepLoopConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The Flink side of a {@link Worker}. It never waits for the device: generations are handed to the
 * {@link StepLoop}, completions come back as mails, and a checkpoint holds every generation with
 * its newest host snapshot, so that any worker can resume it from that step.
 */
final class GenerationOperator extends HoldingOperator<TaskOutcome>
        implements OneInputStreamOperator<WorkerCommand, TaskOutcome>,
                BoundedOneInput,
                OperatorEventHandler {

    private static final long serialVersionUID = 1L;

    private static final ListStateDescriptor<InFlight> IN_FLIGHT =
            new ListStateDescriptor<>("in-flight", new CodecSerializer<>(InFlightCodec.INSTANCE));

    private static final ListStateDescriptor<Boolean> ASLEEP =
            new ListStateDescriptor<>("asleep", BooleanSerializer.INSTANCE);

    private static final long RETRY_MS = 200;

    /** A generation moves with its state if that fits, else without; JobManagers limit messages. */
    private static final int MAX_MOVED_BYTES = 4 << 20;

    /** Longest wait for the verdict on restored tasks. */
    private static final long VERDICT_MS = 5_000;

    // -- configuration
    private final StageConfig config;
    private final StepLoopConfig loopConfig;
    private final StepModelFactory models;
    private final boolean events;
    private final RetryConfig retries;
    private final MailboxExecutor mailbox;

    // -- runtime
    private transient ListState<InFlight> state;
    private transient ListState<Boolean> sleep;
    private transient Worker worker;
    private transient StepLoop loop;
    private transient SlotReporter reporter;

    GenerationOperator(
            StreamOperatorParameters<TaskOutcome> parameters,
            StageConfig config,
            StepLoopConfig loopConfig,
            StepModelFactory models,
            boolean events,
            RetryConfig retries) {
        super(parameters);
        this.config = config;
        this.loopConfig = loopConfig;
        this.models = models;
        this.events = events;
        this.retries = retries;
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getListState(IN_FLIGHT);
        sleep = context.getOperatorStateStore().getListState(ASLEEP);
    }

    @Override
    public void open() throws Exception {
        super.open();
        reporter = createReporter();
        loop = createLoop();
        worker =
                new Worker(
                        config,
                        Device.of(loop),
                        new MailboxHost(),
                        new GenerationEmitter(output, config, events),
                        new GenerationMetrics(getMetricGroup(), config),
                        new RetryPolicy(retries, new SplittableRandom()));
        worker.restore(state.get());
        for (boolean asleep : sleep.get()) {
            worker.sleep(asleep);
        }
        loop.start();
        after(VERDICT_MS, worker::stopWaiting);
        reporter.changed();
    }

    @Override
    public void processElement(StreamRecord<WorkerCommand> element) {
        worker.obey(element.getValue());
    }

    @Override
    public void handleOperatorEvent(OperatorEvent event) {
        if (!(event instanceof VerdictEvent verdict)) {
            throw new IllegalArgumentException("unexpected event " + event);
        }
        hold().emit(() -> worker.judged(verdict));
    }

    /** When the job is drained, what runs is finished, though the model sleeps. */
    @Override
    public void endInput() throws InterruptedException {
        worker.sleep(false);
        while (!worker.isIdle()) {
            mailbox.yield();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(worker.inFlight());
        sleep.update(List.of(worker.isAsleep()));
    }

    @Override
    public void close() throws Exception {
        if (reporter != null) {
            reporter.closed(index(), attempt(), ProcessId.get());
        }
        if (loop != null) {
            loop.close();
        }
        super.close();
    }

    /** Returns the step of a task's newest host snapshot; 0 before its first. */
    int newestStep(TaskId id) {
        return worker.newest(id).map(Snapshot::step).orElse(0);
    }

    private SlotReport report(long sequence) {
        return worker.report(attempt(), sequence, ProcessId.get());
    }

    private SlotReporter createReporter() {
        return new SlotReporter(
                getOperatorID(),
                getContainingTask().getEnvironment().getOperatorCoordinatorEventGateway(),
                mailbox,
                this::report,
                retry -> after(RETRY_MS, retry));
    }

    private StepLoop createLoop() {
        MailboxListener listener =
                new MailboxListener(
                        () -> worker, action -> mail(() -> hold().emit(action)), this::mail);
        String name = config.name() + "-step-loop-" + index();
        return new StepLoop(name, models::create, loopConfig, listener, Clock.systemUTC());
    }

    private void mail(Runnable action) {
        mailbox.execute(action::run, "generation report");
    }

    private void after(long delayMs, Runnable action) {
        at(now() + delayMs, action);
    }

    private void at(long timeMs, Runnable action) {
        getProcessingTimeService().registerTimer(timeMs, time -> hold().emit(action));
    }

    private boolean giveUp(InFlight generation) {
        try {
            GiveUpEvent whole = GiveUpEvent.of(index(), generation);
            GiveUpEvent asked =
                    whole.generation().length <= MAX_MOVED_BYTES
                            ? whole
                            : GiveUpEvent.of(index(), generation.withoutSnapshot());
            if (asked.generation().length > MAX_MOVED_BYTES) {
                return false;
            }
            reporter.giveUp(attempt(), asked);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("a generation cannot be packed", e);
        }
    }

    private int index() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private int attempt() {
        return getRuntimeContext().getTaskInfo().getAttemptNumber();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /** Gives the worker what it needs of this operator. */
    private final class MailboxHost implements Host {

        @Override
        public int worker() {
            return index();
        }

        @Override
        public long now() {
            return GenerationOperator.this.now();
        }

        @Override
        public void at(long timeMs, Runnable action) {
            GenerationOperator.this.at(timeMs, action);
        }

        @Override
        public boolean giveUp(InFlight generation) {
            return GenerationOperator.this.giveUp(generation);
        }

        @Override
        public void changed() {
            reporter.changed();
        }
    }
}
