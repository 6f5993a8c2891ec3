package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.admitted;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.coordination.SlotReportEvent;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.FactoryHarness;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Drives the scheduling operator of one stage; outputs are of the running execution only. */
final class SchedulingHarness {

    private FactoryHarness<AdmittedTask, SchedulingInput, WorkerCommand> harness;
    private StageConfig stage;
    private long checkpoint;
    private long reports;
    private int attempt;
    private long nowMs;

    SchedulingHarness(StageConfig stage) throws Exception {
        this.stage = stage;
        start(null);
    }

    /** Ends the execution and starts another one from a snapshot; workers start anew too. */
    void restart(OperatorSubtaskState snapshot) throws Exception {
        restart(stage, snapshot);
    }

    /** The same, under another deployment. */
    void restart(StageConfig deployed, OperatorSubtaskState snapshot) throws Exception {
        harness.close();
        stage = deployed;
        attempt++;
        start(snapshot);
    }

    private void start(OperatorSubtaskState snapshot) throws Exception {
        harness =
                new FactoryHarness<AdmittedTask, SchedulingInput, WorkerCommand>(
                                new SchedulingOperatorFactory(stage, true),
                                StreamTypes.COMMAND.createSerializer(new SerializerConfigImpl()))
                        .keyedBy(admitted -> admitted.task().model());
        harness.setProcessingTime(nowMs);
        harness.start(snapshot);
    }

    SchedulingOperator operator() {
        return (SchedulingOperator) harness.getOperator();
    }

    long now() {
        return nowMs;
    }

    void time(long toMs) throws Exception {
        nowMs = toMs;
        harness.setProcessingTime(toMs);
    }

    void arrive(GenerationTask... tasks) throws Exception {
        for (GenerationTask task : tasks) {
            harness.first(admitted(task));
        }
    }

    void command(ControlCommand.Builder command) throws Exception {
        byte[] value = command.build().toByteArray();
        tell(
                new SchedulingInput.Command(
                        new InboundRecord("control", 0, 0, 0, null, value, List.of())));
    }

    /** Gives something to the second input. */
    void tell(SchedulingInput input) throws Exception {
        harness.second(input);
    }

    /** The cache topic tells of the output of a task, begun at a moment. */
    void store(GenerationTask task, long createdMs) throws Exception {
        tell(
                new SchedulingInput.Stored(
                        task.model(),
                        task.modelRevision(),
                        task.fingerprint(),
                        task.tenant(),
                        task.cache().shared(),
                        createdMs,
                        1_000));
    }

    /** Worker 0 reports so many slots, so many ended tasks, and what it holds. */
    void slots(int capacity, long completed, RunningTask... running) {
        report(0, new SlotCounts(capacity, capacity, 0, 0, completed, 0), running);
    }

    void report(int worker, SlotCounts counts, RunningTask... running) {
        SlotReport report =
                new SlotReport(
                        worker,
                        attempt,
                        reports++,
                        "jvm",
                        counts,
                        List.of(running),
                        List.of(),
                        WorkerTotals.NONE);
        operator().handleOperatorEvent(new SlotReportEvent(report));
    }

    /** A worker without slots reports what steps cost. */
    void learn(Shape shape, double stepMs) {
        SlotReport report =
                new SlotReport(
                        7,
                        attempt,
                        reports++,
                        "jvm",
                        new SlotCounts(0, 0, 0, 0, 0, 0),
                        List.of(),
                        List.of(new StepCost(shape, 1, 100, 100 * stepMs)),
                        WorkerTotals.NONE);
        operator().handleOperatorEvent(new SlotReportEvent(report));
    }

    OperatorSubtaskState snapshot() throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoint);
        return harness.snapshot(checkpoint, nowMs);
    }

    OperatorSubtaskState stopWithSavepoint() throws Exception {
        return harness.stopWithSavepoint(++checkpoint);
    }

    /** The last savepoint is given up. */
    void abort() throws Exception {
        operator().notifyCheckpointAborted(checkpoint);
    }

    List<WorkerCommand> commands() {
        return new ArrayList<>(harness.extractOutputValues());
    }

    /** The request ids of the tasks that were sent to run, in order. */
    List<String> released() {
        return commands().stream()
                .filter(WorkerCommand.Run.class::isInstance)
                .map(command -> ((WorkerCommand.Run) command).task().id().requestId())
                .toList();
    }

    /** What went down the edge, as "run a", "pass c", "attach b to a", "cancel a". */
    List<String> edge() {
        return commands().stream().map(SchedulingHarness::text).toList();
    }

    List<TaskOutcome> outcomes() {
        return side(SideOutputs.OUTCOMES);
    }

    /** How tasks ended here, as "a EXPIRED DEADLINE_EXCEEDED". */
    List<String> ends() {
        return outcomes().stream()
                .map(
                        outcome ->
                                outcome.task().id().requestId()
                                        + " "
                                        + outcome.status()
                                        + " "
                                        + outcome.error().code())
                .toList();
    }

    /** What went to the cache topic. */
    List<OutboundRecord> cacheRecords() {
        return side(SideOutputs.CACHE_ENTRIES);
    }

    /** What dit-cache was told. */
    List<CacheNotice> notices() {
        return side(SideOutputs.CACHE_NOTICES);
    }

    List<OutboundRecord> deadLetters() {
        return side(SideOutputs.DEAD_LETTERS);
    }

    List<GenerationEvent> events() throws Exception {
        List<GenerationEvent> events = new ArrayList<>();
        for (OutboundRecord record : side(SideOutputs.EVENTS)) {
            events.add(GenerationEvent.parseFrom(record.value()));
        }
        return events;
    }

    List<ControlReply> replies() throws Exception {
        return events().stream()
                .filter(GenerationEvent::hasControlReply)
                .map(GenerationEvent::getControlReply)
                .toList();
    }

    ControlReply lastReply() throws Exception {
        List<ControlReply> replies = replies();
        return replies.get(replies.size() - 1);
    }

    /** A task as a worker that runs it announces it. */
    static RunningTask running(GenerationTask task, GenerationTask... followers) {
        return new RunningTask(
                task.id(),
                List.of(followers).stream().map(GenerationTask::id).toList(),
                task.fingerprint(),
                task.sharingKey(),
                task.tenant(),
                task.cacheKey(),
                Shape.of(task.params()),
                RunTerms.NOT_URGENT,
                RunState.RUNNING,
                3,
                task.image().steps(),
                1,
                0);
    }

    void close() throws Exception {
        harness.close();
    }

    private <T> List<T> side(OutputTag<T> tag) {
        var records = harness.getSideOutput(tag);
        return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
    }

    private static String text(WorkerCommand command) {
        if (command instanceof WorkerCommand.Run run) {
            return (run.slotted() ? "run " : "pass ") + run.task().id().requestId();
        }
        if (command instanceof WorkerCommand.Attach attach) {
            String follower = attach.run().task().id().requestId();
            return "attach " + follower + " to " + attach.leader().requestId();
        }
        return "cancel " + ((WorkerCommand.Cancel) command).id().requestId();
    }
}
