package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.recovery.RetryConfig;
import io.omniflow.core.recovery.RetryPolicy;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.InFlightCodec;
import io.omniflow.executor.testing.CollectedOutput;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import io.omniflow.worker.Submission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A worker with a device and a clock that the test moves by hand. */
final class WorkerFixture implements Device, Host {

    static final RunTerms URGENT = new RunTerms(0, 3, 1_000);

    final StageConfig stage;
    final CollectedOutput<TaskOutcome> output = new CollectedOutput<>();
    final Map<TaskId, Submission> submitted = new LinkedHashMap<>();
    final Map<TaskId, Snapshot> snapshots = new HashMap<>();
    final Map<TaskId, PreviewSteps> shown = new HashMap<>();
    final List<TaskId> cancelled = new ArrayList<>();
    final List<InFlight> givenUp = new ArrayList<>();
    boolean sendable = true;
    final List<Boolean> sleeps = new ArrayList<>();
    final Worker worker;

    private final TreeMap<Long, List<Runnable>> timers = new TreeMap<>();
    private long nowMs;
    private long sequence;

    WorkerFixture(long nowMs) {
        this(nowMs, Tasks.stage(SchedulerType.FIFO, 100));
    }

    private WorkerFixture(long nowMs, StageConfig stage) {
        this.nowMs = nowMs;
        this.stage = stage;
        worker =
                new Worker(
                        stage,
                        this,
                        this,
                        new GenerationEmitter(output, stage, true),
                        new GenerationMetrics(new UnregisteredMetricsGroup(), stage),
                        new RetryPolicy(RetryConfig.DEFAULT, new Random(nowMs)));
    }

    /** A worker that is loaded and has its verdict. */
    static WorkerFixture ready() {
        WorkerFixture fixture = new WorkerFixture(1_000);
        fixture.worker.ready();
        fixture.worker.judged(VerdictEvent.NOBODY);
        return fixture;
    }

    /** One of two workers, loaded and with its verdict. */
    static WorkerFixture oneOfTwo() {
        StageConfig alone = Tasks.stage(SchedulerType.FIFO, 100);
        WorkerFixture fixture =
                new WorkerFixture(
                        1_000,
                        new StageConfig(
                                alone.model(),
                                2,
                                alone.cacheParallelism(),
                                alone.slots(),
                                alone.prefetch(),
                                alone.scheduler(),
                                alone.cache()));
        fixture.worker.ready();
        fixture.worker.judged(VerdictEvent.NOBODY);
        return fixture;
    }

    /** A worker that is loaded and takes up what another one held. */
    static WorkerFixture restored(List<InFlight> state, long nowMs) throws IOException {
        WorkerFixture fixture = new WorkerFixture(nowMs);
        fixture.worker.ready();
        fixture.worker.restore(throughBytes(state));
        return fixture;
    }

    @Override
    public void sleep(boolean asleep) {
        sleeps.add(asleep);
    }

    WorkerCommand.Run run(GenerationTask task) {
        return run(task, true, RunTerms.DEFAULT);
    }

    WorkerCommand.Run run(GenerationTask task, boolean slotted, RunTerms terms) {
        return new WorkerCommand.Run(task, 0, slotted, terms, 7, nowMs);
    }

    /** The same release after something of it was invalidated. */
    static WorkerCommand.Run notBefore(WorkerCommand.Run run, long timeMs) {
        return new WorkerCommand.Run(
                run.task(),
                run.worker(),
                run.slotted(),
                run.terms(),
                run.queuedMs(),
                run.releasedMs(),
                timeMs,
                run.neighbours());
    }

    WorkerCommand.Attach attach(GenerationTask task, TaskId leader) {
        return new WorkerCommand.Attach(run(task, false, RunTerms.DEFAULT), leader);
    }

    WorkerCommand.Cancel cancel(GenerationTask task) {
        return new WorkerCommand.Cancel(task.id(), task.cacheKey(), 0);
    }

    void finish(TaskId key, byte... data) {
        submitted.remove(key);
        worker.finished(key, picture(data), times());
    }

    void progress(TaskId key, int step) {
        snapshots.put(key, new Snapshot(step, Map.of()));
        worker.progressed(List.of(new StepProgress(key, step, 20, StepCacheReport.NONE)));
    }

    StepTimes times() {
        return new StepTimes(nowMs, nowMs, nowMs);
    }

    static Output picture(byte... data) {
        return new Output(data, "image/png", 8, 8, List.of());
    }

    SlotReport report() {
        return worker.report(0, sequence++, "jvm");
    }

    List<GenerationEvent> events(GenerationTask task) throws IOException {
        List<GenerationEvent> events = new ArrayList<>();
        for (OutboundRecord record : output.side(SideOutputs.EVENTS)) {
            GenerationEvent event = GenerationEvent.parseFrom(record.value());
            if (event.getRequestId().equals(task.id().requestId())) {
                events.add(event);
            }
        }
        return events;
    }

    void advanceTo(long timeMs) {
        nowMs = Math.max(nowMs, timeMs);
        while (!timers.isEmpty() && timers.firstKey() <= nowMs) {
            timers.pollFirstEntry().getValue().forEach(Runnable::run);
        }
    }

    static GenerationTask twin(GenerationTask of, String id) {
        return new GenerationTask(
                new TaskId(id, 0),
                1,
                of.model(),
                of.modelRevision(),
                of.params(),
                of.priority(),
                of.tenant(),
                of.deadlineMs(),
                of.createdMs(),
                of.fingerprint(),
                "request-" + id,
                of.cacheKey(),
                of.headers());
    }

    private static List<InFlight> throughBytes(List<InFlight> state) throws IOException {
        List<InFlight> read = new ArrayList<>();
        for (InFlight inFlight : state) {
            DataOutputSerializer out = new DataOutputSerializer(256);
            InFlightCodec.INSTANCE.write(inFlight, out);
            DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
            read.add(InFlightCodec.INSTANCE.read(InFlightCodec.INSTANCE.version(), in));
        }
        return read;
    }

    @Override
    public void submit(Submission submission) {
        if (submission.from() != null) {
            snapshots.put(submission.id(), submission.from());
        }
        submitted.put(submission.id(), submission);
    }

    @Override
    public void show(TaskId key, PreviewSteps previews) {
        shown.put(key, previews);
    }

    @Override
    public void cancel(TaskId key) {
        submitted.remove(key);
        snapshots.remove(key);
        cancelled.add(key);
    }

    @Override
    public Optional<Snapshot> snapshot(TaskId key) {
        return Optional.ofNullable(snapshots.get(key));
    }

    @Override
    public void forget(TaskId key) {
        snapshots.remove(key);
    }

    @Override
    public int worker() {
        return 0;
    }

    @Override
    public long now() {
        return nowMs;
    }

    @Override
    public void at(long timeMs, Runnable action) {
        timers.computeIfAbsent(timeMs, key -> new ArrayList<>()).add(action);
    }

    @Override
    public boolean giveUp(InFlight generation) {
        if (sendable) {
            givenUp.add(generation);
        }
        return sendable;
    }

    @Override
    public void changed() {}
}
