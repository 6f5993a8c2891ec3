package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.CacheEpochs;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.scheduling.KnownOutputs;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.coordination.GiveUpEvent;
import io.omniflow.executor.coordination.OtherStageEvent;
import io.omniflow.executor.coordination.SlotReportEvent;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SchedulingMemory;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.HoldingOperator;
import io.omniflow.executor.wire.ControlDecoder;
import java.io.IOException;
import java.time.Clock;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Holds every waiting task of a stage in keyed state and releases one only when a worker has a slot
 * for it, so that the network buffers behind it are never a queue. All tasks of a stage share one
 * key, the stage's name; the operator's parallelism is one.
 *
 * <p>What records cause is emitted at once. What reports and timers cause waits while a savepoint
 * stops the job, and so do releases, the decision as well as the emission: state stays as the
 * savepoint has it.
 */
final class SchedulingOperator extends HoldingOperator<WorkerCommand>
        implements TwoInputStreamOperator<AdmittedTask, SchedulingInput, WorkerCommand>,
                BoundedMultiInput,
                OperatorEventHandler {

    private static final long serialVersionUID = 1L;
    private static final long EXPIRY_INTERVAL_MS = 200;

    // -- configuration
    private final StageConfig stage;
    private final boolean events;

    // -- state
    private transient ValueState<SchedulingMemory> memory;
    private transient LiveConfig config;
    private transient Invalidations invalidations;
    private transient KnownOutputs outputs;
    private transient KnownResults known;
    private transient ModelSleep sleep;
    private transient OmniScheduler scheduler;
    private transient WaitingTasks waiting;
    private transient IdMemory ids;
    private transient CancelMemory cancelMemory;

    // -- runtime
    private transient SchedulingEmitter emitter;
    private transient SchedulingMetrics metrics;
    private transient Arrivals arrivals;
    private transient Releases releases;
    private transient Expiries expiries;
    private transient Moves moves;
    private transient Cancellations cancellations;
    private transient Controls controls;
    private transient boolean told;

    SchedulingOperator(
            StreamOperatorParameters<WorkerCommand> parameters, StageConfig stage, boolean events) {
        super(parameters);
        this.stage = stage;
        this.events = events;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        setCurrentKey(stage.name());
        KeyedStateStore store = context.getKeyedStateStore();
        emitter = new SchedulingEmitter(output, events);
        metrics = new SchedulingMetrics(getMetricGroup(), Clock.systemUTC());
        config = new LiveConfig(stage, store.getState(SchedulingState.CONFIG));
        config.restore();
        CacheEpochs epochs = new CacheEpochs();
        outputs = new KnownOutputs(stage.name(), stage.scheduler().knownOutputs());
        invalidations =
                new Invalidations(
                        stage,
                        epochs,
                        outputs,
                        store.getListState(SchedulingState.EPOCHS),
                        emitter);
        invalidations.restore();
        scheduler = new OmniScheduler(stage.name(), config.current(), epochs);
        sleep = new ModelSleep(stage, store.getState(SchedulingState.ASLEEP), emitter);
        sleep.restore();
        memory = store.getState(SchedulingState.MEMORY);
        restoreMemory();
        waiting = new WaitingTasks(scheduler, store.getMapState(SchedulingState.WAITING));
        waiting.restore();
        ids = new IdMemory(stage.scheduler(), store);
        ids.restore();
        cancelMemory = new CancelMemory(store.getMapState(SchedulingState.CANCELLED));
        cancelMemory.restore();
        known =
                new KnownResults(
                        stage,
                        config,
                        scheduler,
                        invalidations,
                        outputs,
                        store.getMapState(SchedulingState.KNOWN_OUTPUTS));
        known.restore();
        assemble();
    }

    private void restoreMemory() throws IOException {
        SchedulingMemory remembered = memory.value();
        if (remembered != null) {
            scheduler.restore(remembered.scheduler());
            emitter.restore(remembered.ended());
        }
    }

    private void assemble() {
        cancellations = new Cancellations(waiting, scheduler, cancelMemory, emitter, metrics);
        releases = new Releases(waiting, config, invalidations, sleep, emitter, metrics);
        QueueRoom room = new QueueRoom(scheduler, ids);
        arrivals =
                new Arrivals(
                        scheduler,
                        waiting,
                        ids,
                        known,
                        room,
                        cancellations,
                        releases,
                        emitter,
                        metrics);
        expiries = new Expiries(waiting, emitter, metrics);
        moves = new Moves(scheduler, cancelMemory, sleep, emitter);
        controls =
                new Controls(
                        stage,
                        scheduler,
                        config,
                        cancellations,
                        invalidations,
                        sleep,
                        emitter,
                        metrics);
        metrics.configVersion(config.version());
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleExpiry();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        setCurrentKey(stage.name());
        waiting.flush();
        ids.flush();
        invalidations.flush(now(), config.cache().ttlMs());
        known.flush();
        memory.update(new SchedulingMemory(scheduler.memory(), emitter.ended()));
        super.snapshotState(context);
    }

    @Override
    public void processElement1(StreamRecord<AdmittedTask> element) throws Exception {
        arrivals.take(element.getValue(), now());
        emitLater(this::release);
    }

    @Override
    public void processElement2(StreamRecord<SchedulingInput> element) throws Exception {
        setCurrentKey(stage.name());
        SchedulingInput input = element.getValue();
        if (input instanceof SchedulingInput.Command command) {
            controls.handle(new ControlDecoder().decode(command.record()), now());
            emitLater(this::release);
        } else if (input instanceof SchedulingInput.Stored stored) {
            known.stored(stored);
        } else if (input instanceof SchedulingInput.Removed removed) {
            known.removed(removed.slot());
        } else if (input instanceof SchedulingInput.Invalidated invalidated) {
            invalidations.learn(invalidated.epoch(), now());
        }
    }

    @Override
    public void handleOperatorEvent(OperatorEvent event) {
        if (event instanceof GiveUpEvent givenUp) {
            emitLater(() -> moves.take(givenUp, now()));
            return;
        }
        if (event instanceof OtherStageEvent other) {
            emitLater(() -> scheduler.learn(other.stage(), other.report()));
            return;
        }
        SlotReport report = ((SlotReportEvent) event).report();
        emitLater(
                () -> {
                    releases.report(report, now());
                    cancellations.meet(report, now());
                    known.meet(report);
                    release();
                });
    }

    /** A drained queue would be lost: the job must be stopped without draining it. */
    @Override
    public void endInput(int inputId) {
        if (scheduler.queueSize() > 0) {
            throw new IllegalStateException(
                    scheduler.queueSize()
                            + " tasks wait at stage '"
                            + stage.name()
                            + "'; stop the job with a savepoint and without --drain");
        }
    }

    private void release() throws Exception {
        releases.release(now());
        metrics.observe(scheduler);
    }

    private void scheduleExpiry() {
        getProcessingTimeService()
                .registerTimer(now() + EXPIRY_INTERVAL_MS, time -> emitLater(this::expire));
    }

    private void expire() throws Exception {
        tellCache();
        sleep.remind();
        expiries.expire(now());
        cancelMemory.forgetOld(now());
        ids.forgetOld(now());
        release();
        metrics.observe(scheduler.status());
        metrics.known(outputs.size());
        scheduleExpiry();
    }

    /** A deployment begins with its own values in dit-cache, whatever commands have set. */
    private void tellCache() {
        if (!told && config.changesCache()) {
            emitter.notice(config.notice());
        }
        told = true;
    }

    /** Does what no input record causes: now, or at the end of a hold. */
    private void emitLater(ThrowingRunnable<Exception> work) {
        hold().emit(
                        () -> {
                            setCurrentKey(stage.name());
                            ThrowingRunnable.unchecked(work).run();
                        });
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
