package io.omniflow.executor.scheduling;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.scheduling.Attachment;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.executor.coordination.SlotReportEvent;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.HoldingOperator;
import io.omniflow.executor.wire.ControlDecoder;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.executor.wire.EventEncoder;
import io.omniflow.v1.ControlCommand;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Holds every waiting task of a stage in keyed state and releases one only when a worker has a slot
 * for it, so that the network buffers behind it are never a queue. All tasks of a stage share one
 * key; the operator's parallelism is one.
 */
final class SchedulingOperator extends HoldingOperator<WorkerCommand>
        implements TwoInputStreamOperator<AdmittedTask, InboundRecord, WorkerCommand>,
                BoundedMultiInput,
                OperatorEventHandler {

    private static final long serialVersionUID = 1L;
    private static final long EXPIRY_INTERVAL_MS = 200;

    // -- configuration
    private final StageConfig config;
    private final boolean events;

    // -- runtime
    private transient OmniScheduler scheduler;
    private transient WaitingTasks waiting;
    private transient IdMemory ids;
    private transient EventEncoder eventEncoder;
    private transient SchedulingMetrics metrics;

    SchedulingOperator(
            StreamOperatorParameters<WorkerCommand> parameters,
            StageConfig config,
            boolean events) {
        super(parameters);
        this.config = config;
        this.events = events;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        scheduler = new OmniScheduler(config.name(), config.scheduler());
        setCurrentKey(config.name());
        KeyedStateStore store = context.getKeyedStateStore();
        waiting = new WaitingTasks(scheduler, store.getMapState(SchedulingState.WAITING));
        waiting.restore();
        ids = new IdMemory(config.scheduler(), store);
        ids.restore();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        setCurrentKey(config.name());
        waiting.flush();
        ids.flush();
        super.snapshotState(context);
    }

    @Override
    public void open() throws Exception {
        super.open();
        eventEncoder = new EventEncoder();
        metrics = new SchedulingMetrics(getMetricGroup(), Clock.systemUTC());
        scheduleExpiry();
    }

    @Override
    public void processElement1(StreamRecord<AdmittedTask> element) throws Exception {
        AdmittedTask admitted = element.getValue();
        GenerationTask task = admitted.task();
        switch (ids.judge(task, now())) {
            case NEW -> accept(task);
            case DUPLICATE -> duplicate(task);
            case REUSED -> reused(admitted);
        }
    }

    @Override
    public void processElement2(StreamRecord<InboundRecord> element) {
        ControlCommand command = new ControlDecoder().decode(element.getValue());
        String stage = command.getGetStatus().getStage();
        if (command.hasGetStatus() && (stage.isEmpty() || stage.equals(config.name()))) {
            sideOutput(
                    SideOutputs.EVENTS,
                    eventEncoder.status(
                            command.getCommandId(), config.model(), scheduler.status(), now()));
        }
    }

    /** A drained queue would be lost: the job must be stopped without draining it. */
    @Override
    public void endInput(int inputId) {
        if (scheduler.queueSize() > 0) {
            throw new IllegalStateException(
                    scheduler.queueSize()
                            + " tasks wait at stage '"
                            + config.name()
                            + "'; stop the job with a savepoint and without --drain");
        }
    }

    @Override
    public void handleOperatorEvent(OperatorEvent event) {
        List<Attachment> attachments = scheduler.report(((SlotReportEvent) event).report(), now());
        attachments.forEach(attachment -> hold().emit(() -> attach(attachment)));
        hold().emit(this::dispatch);
    }

    private void accept(GenerationTask task) throws Exception {
        try {
            checkRoom(task);
        } catch (QueueFullException e) {
            metrics.rejected(ErrorCode.QUEUE_FULL);
            end(task, TaskStatus.REJECTED, TaskError.of(e, ErrorCode.QUEUE_FULL), 0);
            return;
        }
        ids.remember(task, now());
        Placement placement = waiting.add(task, now());
        if (events && placement instanceof Placement.Queued queued) {
            sideOutput(SideOutputs.EVENTS, eventEncoder.queued(task, queued.position(), now()));
        }
        if (placement instanceof Placement.Attached attached) {
            QueuedTask queued = new QueuedTask(task, 0, now());
            hold().emit(() -> attach(queued, attached.leader(), attached.worker()));
        }
        hold().emit(this::dispatch);
    }

    private void attach(Attachment attachment) {
        setCurrentKey(config.name());
        try {
            attach(waiting.take(attachment.task().id()), attachment.leader(), attachment.worker());
        } catch (Exception e) {
            throw new IllegalStateException("the state of scheduling cannot be read", e);
        }
    }

    private void attach(QueuedTask queued, TaskId leader, int worker) {
        WorkerCommand.Run run =
                new WorkerCommand.Run(
                        queued.task(),
                        worker,
                        false,
                        RunTerms.DEFAULT,
                        now() - queued.arrivedMs(),
                        now());
        output.collect(new StreamRecord<>(new WorkerCommand.Attach(run, leader)));
    }

    /** The first image takes the room of all, and the others follow it in or out. */
    private void checkRoom(GenerationTask task) throws Exception {
        if (!ids.knows(task, now())) {
            boolean first = task.id().index() == 0;
            scheduler.checkRoomFor(
                    first ? task.count() : Integer.MAX_VALUE, task.priority(), task.tenant());
        }
    }

    private void duplicate(GenerationTask task) {
        metrics.duplicate();
        sideOutput(SideOutputs.EVENTS, eventEncoder.duplicate(task, now()));
    }

    private void reused(AdmittedTask admitted) {
        if (admitted.origin() == null) {
            return;
        }
        metrics.reused();
        String message =
                "request id '"
                        + admitted.task().id().requestId()
                        + "' was used before for another request; every request needs an id of its"
                        + " own";
        sideOutput(SideOutputs.EVENTS, eventEncoder.idReused(admitted.task(), message, now()));
        sideOutput(
                SideOutputs.DEAD_LETTERS,
                new DeadLetterEncoder()
                        .encode(
                                admitted.origin(),
                                "scheduling",
                                new TaskError(ErrorCode.ID_REUSED, message),
                                now()));
    }

    private void dispatch() {
        setCurrentKey(config.name());
        try {
            for (Optional<WaitingTasks.Released> next = waiting.release(now());
                    next.isPresent();
                    next = waiting.release(now())) {
                dispatch(next.get());
            }
            metrics.observe(scheduler);
        } catch (Exception e) {
            throw new IllegalStateException("the state of scheduling cannot be read", e);
        }
    }

    private void dispatch(WaitingTasks.Released released) {
        QueuedTask queued = released.queued();
        long queuedMs = now() - queued.arrivedMs();
        metrics.released(queued.task().priority(), queuedMs);
        output.collect(
                new StreamRecord<>(
                        new WorkerCommand.Run(
                                queued.task(),
                                released.worker(),
                                true,
                                released.terms(),
                                queuedMs,
                                now())));
        TaskId leader = queued.task().id();
        released.followers().forEach(twin -> attach(twin, leader, released.worker()));
    }

    private void scheduleExpiry() {
        getProcessingTimeService()
                .registerTimer(now() + EXPIRY_INTERVAL_MS, time -> hold().emit(this::expire));
    }

    private void expire() {
        setCurrentKey(config.name());
        try {
            for (QueuedTask queued : waiting.expire(now())) {
                metrics.expired(ErrorCode.DEADLINE_EXCEEDED);
                end(queued.task(), TaskStatus.EXPIRED, expiry(queued), now() - queued.arrivedMs());
            }
            metrics.observe(scheduler);
            metrics.observe(scheduler.status());
            ids.forgetOld(now());
        } catch (Exception e) {
            throw new IllegalStateException("the state of scheduling cannot be read", e);
        }
        scheduleExpiry();
    }

    private static TaskError expiry(QueuedTask queued) {
        return new TaskError(
                ErrorCode.DEADLINE_EXCEEDED,
                "the deadline "
                        + queued.task().deadlineMs()
                        + " (epoch milliseconds) passed while the request waited");
    }

    private void end(GenerationTask task, TaskStatus status, TaskError error, long queuedMs) {
        TaskTimings timings = new TaskTimings(queuedMs, 0, 0, 0);
        sideOutput(SideOutputs.OUTCOMES, TaskOutcome.failed(task, status, error, timings));
    }

    private <T> void sideOutput(OutputTag<T> tag, T value) {
        output.collect(tag, new StreamRecord<>(value));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
