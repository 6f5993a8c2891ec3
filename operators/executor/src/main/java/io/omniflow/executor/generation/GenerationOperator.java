package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.executor.coordination.SlotReporter;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.CodecSerializer;
import io.omniflow.executor.state.HoldingOperator;
import io.omniflow.executor.state.InFlightCodec;
import io.omniflow.worker.GenerationListener;
import io.omniflow.worker.StepLoop;
import io.omniflow.worker.StepLoopConfig;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import io.omniflow.worker.Submission;
import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs the tasks that scheduling released to this worker. It never waits for the device: tasks are
 * handed to the {@link StepLoop}, completions come back as mails, and a checkpoint holds every task
 * with its newest host snapshot, so that any worker can resume it from that step.
 */
final class GenerationOperator extends HoldingOperator<TaskOutcome>
        implements OneInputStreamOperator<WorkerCommand, TaskOutcome>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private static final ListStateDescriptor<InFlight> IN_FLIGHT =
            new ListStateDescriptor<>("in-flight", new CodecSerializer<>(InFlightCodec.INSTANCE));

    /** Urgent tasks that the worker takes above its capacity, each to run next. */
    private static final int OVERCOMMIT = 1;

    private static final long RETRY_MS = 200;

    // -- configuration
    private final StageConfig config;
    private final StepLoopConfig loopConfig;
    private final StepModelFactory models;
    private final boolean events;
    private final MailboxExecutor mailbox;

    // -- runtime
    private transient ListState<InFlight> state;
    private transient HeldTasks held;
    private transient StepLoop loop;
    private transient SlotReporter reporter;
    private transient GenerationEmitter emitter;
    private transient GenerationMetrics metrics;
    private transient boolean ready;

    GenerationOperator(
            StreamOperatorParameters<TaskOutcome> parameters,
            StageConfig config,
            StepLoopConfig loopConfig,
            StepModelFactory models,
            boolean events) {
        super(parameters);
        this.config = config;
        this.loopConfig = loopConfig;
        this.models = models;
        this.events = events;
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getListState(IN_FLIGHT);
        held = new HeldTasks(state.get());
    }

    @Override
    public void open() throws Exception {
        super.open();
        emitter = new GenerationEmitter(output, config, events);
        metrics = new GenerationMetrics(getMetricGroup(), config);
        reporter = createReporter();
        loop = createLoop();
        loop.start();
        held.all().forEach(task -> submit(task.inFlight()));
        reporter.changed();
    }

    @Override
    public void processElement(StreamRecord<WorkerCommand> element) {
        WorkerCommand command = element.getValue();
        if (command instanceof WorkerCommand.Run run) {
            run(run);
        } else if (command instanceof WorkerCommand.Attach attach) {
            run(attach.run());
        } else if (command instanceof WorkerCommand.SlotReturn) {
            slotReturned();
        }
    }

    /** When the job is drained, what runs is finished. */
    @Override
    public void endInput() throws InterruptedException {
        while (held.size() > 0) {
            mailbox.yield();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(held.inFlight(loop::snapshot));
    }

    @Override
    public void close() throws Exception {
        if (loop != null) {
            loop.close();
        }
        super.close();
    }

    /** Returns the step of a task's newest host snapshot; 0 before its first. Any thread. */
    int newestStep(TaskId id) {
        return loop.snapshot(id).map(Snapshot::step).orElse(0);
    }

    private void run(WorkerCommand.Run command) {
        InFlight task = InFlight.arrived(command);
        held.arrived(task);
        submit(task);
        metrics.inFlight(held.size());
    }

    private void submit(InFlight task) {
        loop.submit(
                new Submission(
                        task.task().id(),
                        task.task(),
                        task.snapshot(),
                        task.run().terms(),
                        task.pauses(),
                        false));
    }

    private void slotReturned() {
        held.slotReturned();
        reporter.changed();
    }

    private void progressed(List<StepProgress> reports) {
        for (StepProgress progress : reports) {
            held.find(progress.id()).ifPresent(task -> progressed(task, progress));
        }
        reporter.changed();
    }

    private void progressed(Held task, StepProgress progress) {
        if (task.advanced(progress, now())) {
            emitter.started(task.inFlight(), worker(), now());
        }
        emitter.progress(task.task(), progress, now());
    }

    private void finished(TaskId id, Output result, StepTimes times) {
        Held task = end(id, times);
        metrics.completed(task.task().priority(), times.endedMs() - task.startedMs());
        emitter.completed(task.completed(result, times), task.startedMs(), now());
    }

    private void failed(TaskId id, CoreModuleException failure, StepTimes times) {
        Held task = end(id, times);
        LOG.warn("request {} failed: {}", id, failure.getMessage(), failure);
        metrics.failed(failure.code());
        emitter.failed(task.failed(failure, times));
    }

    private Held end(TaskId id, StepTimes times) {
        Held task = held.ended(id, times);
        loop.forget(id);
        reporter.changed();
        metrics.inFlight(held.size());
        return task;
    }

    private SlotReport report(long sequence) {
        return held.report(
                worker(),
                getRuntimeContext().getTaskInfo().getAttemptNumber(),
                sequence,
                config.slots(),
                ready ? config.capacity() : 0,
                ready ? OVERCOMMIT : 0);
    }

    private SlotReporter createReporter() {
        return new SlotReporter(
                getOperatorID(),
                getContainingTask().getEnvironment().getOperatorCoordinatorEventGateway(),
                mailbox,
                this::report,
                retry ->
                        getProcessingTimeService()
                                .registerTimer(now() + RETRY_MS, time -> retry.run()));
    }

    private StepLoop createLoop() {
        String name = config.name() + "-step-loop-" + worker();
        return new StepLoop(
                name, models::create, loopConfig, new MailboxListener(), Clock.systemUTC());
    }

    private int worker() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /** Brings what the loop's threads report to the mailbox thread, held back by a hold. */
    private final class MailboxListener implements GenerationListener {

        @Override
        public void ready() {
            mail(
                    () -> {
                        ready = true;
                        reporter.changed();
                    });
        }

        @Override
        public void broken(Throwable failure) {
            LOG.error("the model of stage {} cannot run", config.name(), failure);
            mailbox.execute(
                    () -> {
                        throw new IllegalStateException(
                                "the model of stage '" + config.name() + "' cannot run", failure);
                    },
                    "step loop broken");
        }

        @Override
        public void progressed(List<StepProgress> progress) {
            mail(() -> GenerationOperator.this.progressed(progress));
        }

        @Override
        public void began(TaskId id) {}

        @Override
        public void paused(TaskId id, int step, int pauses) {}

        @Override
        public void resumed(TaskId id, int step) {}

        @Override
        public void measured(List<StepCost> costs) {}

        @Override
        public void finished(TaskId id, Output output, StepTimes times) {
            mail(() -> GenerationOperator.this.finished(id, output, times));
        }

        @Override
        public void failed(TaskId id, CoreModuleException failure, StepTimes times) {
            mail(() -> GenerationOperator.this.failed(id, failure, times));
        }

        private void mail(Runnable action) {
            mailbox.execute(() -> hold().emit(action), "generation report");
        }
    }
}
