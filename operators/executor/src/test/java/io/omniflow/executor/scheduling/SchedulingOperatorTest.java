package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.admitted;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.coordination.SlotReportEvent;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.FactoryHarness;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.StatusReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingOperatorTest {

    private FactoryHarness<AdmittedTask, InboundRecord, WorkerCommand> harness;
    private long reports;

    @AfterEach
    void close() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    @Test
    void holdsEverythingUntilAWorkerHasASlot() throws Exception {
        start(stage(SchedulerType.PRIORITY, 100), null);
        arrive(task("low", Priority.LOW));
        arrive(task("high", Priority.HIGH));
        assertThat(released()).isEmpty();

        slots(1, 0);
        assertThat(released()).containsExactly("high");
        slots(1, 1);
        assertThat(released()).containsExactly("high", "low");
    }

    @Test
    void givesTheReleaseItsWaitAndItsWorker() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        harness.setProcessingTime(1_000);
        arrive(task("a", Priority.NORMAL));
        harness.setProcessingTime(1_750);
        slots(1, 0);

        WorkerCommand.Run command = (WorkerCommand.Run) harness.extractOutputValues().get(0);
        assertThat(command.slotted()).isTrue();
        assertThat(command.worker()).isZero();
        assertThat(command.queuedMs()).isEqualTo(750);
        assertThat(command.releasedMs()).isEqualTo(1_750);
    }

    @Test
    void waitingTasksAndTheirOrderSurviveARestoreAndSlotsDoNot() throws Exception {
        StageConfig stage = stage(SchedulerType.PRIORITY, 100);
        start(stage, null);
        slots(1, 0);
        for (int i = 0; i < 20; i++) {
            arrive(task("t" + i, i % 5 == 4 ? Priority.HIGH : Priority.LOW));
        }
        assertThat(released()).containsExactly("t0");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        start(stage, snapshot);
        assertThat(released()).isEmpty();
        arrive(task("new", Priority.LOW));
        slots(100, 0);
        List<String> released = released();
        assertThat(released.subList(0, 4)).containsExactly("t4", "t9", "t14", "t19");
        assertThat(released.subList(4, 7)).containsExactly("t1", "t2", "t3");
        assertThat(released).hasSize(20).doesNotHaveDuplicates().endsWith("t18", "new");
    }

    @Test
    void aRedeliveredRequestIsDroppedWithAnEvent() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        GenerationTask first = task("a", 0, 2, Priority.NORMAL, 0);
        GenerationTask second = task("a", 1, 2, Priority.NORMAL, 0);
        arrive(first);
        arrive(second);
        arrive(first);
        arrive(second);
        slots(10, 0);

        assertThat(released()).containsExactly("a", "a");
        assertThat(events().stream().filter(GenerationEvent::hasDuplicate)).hasSize(2);
        assertThat(side(SideOutputs.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void aReusedIdGoesToTheDeadLettersUntouchedAndNeverToTheResults() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        GenerationTask first = task("a", Priority.NORMAL);
        arrive(first);
        harness.first(admitted(Tasks.withRequestFingerprint(first, "something else")));

        OutboundRecord letter = side(SideOutputs.DEAD_LETTERS).get(0);
        assertThat(letter.value()).isEqualTo(admitted(first).origin().value());
        assertThat(letter.headers())
                .anySatisfy(header -> assertThat(header.text()).isEqualTo("ID_REUSED"));
        assertThat(events().stream().filter(GenerationEvent::hasIdReused)).hasSize(1);
        assertThat(side(SideOutputs.OUTCOMES)).isEmpty();
    }

    @Test
    void idsAreRememberedAcrossARestore() throws Exception {
        StageConfig stage = stage(SchedulerType.FIFO, 100);
        start(stage, null);
        arrive(task("a", Priority.NORMAL));
        slots(10, 0);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        start(stage, snapshot);
        slots(10, 0);
        arrive(task("a", Priority.NORMAL));
        assertThat(released()).isEmpty();
    }

    @Test
    void theOldestIdsAreForgottenByNumberAndByAge() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        slots(100, 0);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            arrive(task(id, Priority.NORMAL));
        }
        arrive(task("b", Priority.NORMAL));
        assertThat(released()).containsExactly("a", "b", "c", "d", "e");
        arrive(task("a", Priority.NORMAL));
        assertThat(released()).hasSize(6);

        harness.setProcessingTime(10_000);
        arrive(task("f", Priority.NORMAL));
        arrive(task("e", Priority.NORMAL));
        assertThat(released()).hasSize(8);
    }

    @Test
    void aFullQueueRejectsTheWholeRequestAndForgetsItsId() throws Exception {
        start(stage(SchedulerType.FIFO, 2), null);
        arrive(task("a", Priority.NORMAL));
        arrive(task("b", 0, 2, Priority.NORMAL, 0));
        arrive(task("b", 1, 2, Priority.NORMAL, 0));

        List<TaskOutcome> outcomes = side(SideOutputs.OUTCOMES);
        assertThat(outcomes).extracting(outcome -> outcome.task().id().requestId()).contains("b");
        assertThat(outcomes).extracting(TaskOutcome::status).containsOnly(TaskStatus.REJECTED);
        assertThat(outcomes.get(0).error().code()).isEqualTo(ErrorCode.QUEUE_FULL);

        slots(10, 0);
        arrive(task("b", 0, 2, Priority.NORMAL, 0));
        arrive(task("b", 1, 2, Priority.NORMAL, 0));
        assertThat(released()).contains("a", "b");
        assertThat(events().stream().filter(GenerationEvent::hasDuplicate)).isEmpty();
    }

    @Test
    void whatWaitsPastItsDeadlineExpires() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        arrive(task("a", 0, 1, Priority.NORMAL, 5_000));
        harness.setProcessingTime(4_900);
        assertThat(side(SideOutputs.OUTCOMES)).isEmpty();
        harness.setProcessingTime(5_300);

        TaskOutcome outcome = side(SideOutputs.OUTCOMES).get(0);
        assertThat(outcome.status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(outcome.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        slots(10, 0);
        assertThat(released()).isEmpty();
    }

    @Test
    void answersAStatusCommandForItsStageOnly() throws Exception {
        start(stage(SchedulerType.PRIORITY, 100), null);
        arrive(task("a", Priority.LOW));
        harness.second(command("c1", ""));
        harness.second(command("c2", "another"));
        harness.second(command("c3", Tasks.MODEL));

        List<GenerationEvent> replies =
                events().stream().filter(GenerationEvent::hasControlReply).toList();
        assertThat(replies)
                .extracting(event -> event.getControlReply().getCommandId())
                .containsExactly("c1", "c3");
        StatusReport status = replies.get(0).getControlReply().getStatus();
        assertThat(status.getStage()).isEqualTo(Tasks.MODEL);
        assertThat(status.getQueuesList()).anyMatch(queue -> queue.getWaiting() == 1);
    }

    @Test
    void releasesNothingAfterASavepointThatStopsTheJobUnlessItIsAborted() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        arrive(task("a", 0, 1, Priority.NORMAL, 0));
        arrive(task("late", 0, 1, Priority.NORMAL, 100));
        OperatorSubtaskState snapshot = harness.stopWithSavepoint(7);
        slots(1, 0);
        harness.setProcessingTime(1_000);
        assertThat(released()).isEmpty();
        assertThat(side(SideOutputs.OUTCOMES)).isEmpty();

        ((SchedulingOperator) harness.getOperator()).notifyCheckpointAborted(7);
        assertThat(released()).containsExactly("a");
        assertThat(side(SideOutputs.OUTCOMES)).hasSize(1);
        harness.close();

        start(stage(SchedulerType.FIFO, 100), snapshot);
        slots(2, 0);
        assertThat(released()).containsExactly("a", "late");
    }

    @Test
    void refusesToDrainAQueue() throws Exception {
        start(stage(SchedulerType.FIFO, 100), null);
        arrive(task("a", Priority.NORMAL));

        assertThatThrownBy(() -> ((SchedulingOperator) harness.getOperator()).endInput(1))
                .hasMessageContaining("without --drain");
    }

    private void start(StageConfig stage, OperatorSubtaskState restored) throws Exception {
        harness =
                new FactoryHarness<AdmittedTask, InboundRecord, WorkerCommand>(
                                new SchedulingOperatorFactory(stage, true),
                                StreamTypes.COMMAND.createSerializer(new SerializerConfigImpl()))
                        .keyedBy(admitted -> admitted.task().model());
        harness.start(restored);
    }

    private void arrive(GenerationTask task) throws Exception {
        harness.first(admitted(task));
    }

    private void slots(int capacity, long completed) {
        SlotReport report =
                new SlotReport(
                        0,
                        0,
                        reports++,
                        "jvm",
                        new SlotCounts(capacity, capacity, 0, 0, completed, 0, 0, 0),
                        List.of(),
                        List.of(),
                        WorkerTotals.NONE);
        ((SchedulingOperator) harness.getOperator())
                .handleOperatorEvent(new SlotReportEvent(report));
    }

    private List<String> released() {
        return harness.extractOutputValues().stream()
                .map(
                        command ->
                                command instanceof WorkerCommand.Attach attach
                                        ? attach.run()
                                        : (WorkerCommand.Run) command)
                .map(run -> run.task().id().requestId())
                .toList();
    }

    private List<GenerationEvent> events() throws Exception {
        List<GenerationEvent> events = new ArrayList<>();
        for (OutboundRecord record : side(SideOutputs.EVENTS)) {
            events.add(GenerationEvent.parseFrom(record.value()));
        }
        return events;
    }

    private <T> List<T> side(OutputTag<T> tag) {
        var records = harness.getSideOutput(tag);
        return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
    }

    private static InboundRecord command(String id, String stage) {
        ControlCommand command =
                ControlCommand.newBuilder()
                        .setCommandId(id)
                        .setGetStatus(GetStatus.newBuilder().setStage(stage))
                        .build();
        return new InboundRecord("control", 0, 0, 0, null, command.toByteArray(), List.of());
    }
}
