package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.MODEL;
import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.key;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventEncoderTest {

    private final EventEncoder encoder = new EventEncoder();
    private final GenerationTask task = task("r", 1, 2);

    @Test
    void namesTheImageAndTheTime() throws Exception {
        OutboundRecord record = encoder.progress(task, 7, NOW_MS);
        GenerationEvent event = GenerationEvent.parseFrom(record.value());

        assertThat(key(record)).isEqualTo("r");
        assertThat(event.getRequestId()).isEqualTo("r");
        assertThat(event.getIndex()).isEqualTo(1);
        assertThat(event.getModel()).isEqualTo("shapes");
        assertThat(event.getTimeMs()).isEqualTo(NOW_MS);
        assertThat(event.getProgress().getStep()).isEqualTo(7);
        assertThat(event.getProgress().getSteps()).isEqualTo(20);
        assertThat(headers(record))
                .containsEntry("ce_type", "io.omniflow.generation.event.v1")
                .containsEntry("traceparent", "00-1-2-01")
                .doesNotContainKey("x-team");
    }

    @Test
    void theSequenceGrowsThroughTheLifeOfAnImage() throws Exception {
        List<OutboundRecord> life = new ArrayList<>();
        life.add(encoder.queued(task, 4, NOW_MS));
        life.add(encoder.started(task, 0, 1, NOW_MS));
        for (int step = 1; step <= task.params().steps(); step++) {
            life.add(encoder.progress(task, step, NOW_MS));
            life.add(encoder.started(task, step, 1, NOW_MS));
        }
        life.add(encoder.finished(task, TaskStatus.COMPLETED, NOW_MS));

        List<Long> sequences = new ArrayList<>();
        for (OutboundRecord record : life) {
            sequences.add(GenerationEvent.parseFrom(record.value()).getSequence());
        }
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(life).extracting(record -> headers(record).get("ce_id")).doesNotHaveDuplicates();
    }

    @Test
    void aStepTakenAgainRepeatsItsEvent() {
        assertThat(headers(encoder.progress(task, 7, NOW_MS + 9)).get("ce_id"))
                .isEqualTo(headers(encoder.progress(task, 7, NOW_MS)).get("ce_id"));
    }

    @Test
    void tellsOfRepeatedRequests() throws Exception {
        OutboundRecord reused = encoder.idReused(task, "the prompt differs", NOW_MS);

        assertThat(GenerationEvent.parseFrom(encoder.duplicate(task, NOW_MS).value()))
                .matches(GenerationEvent::hasDuplicate);
        assertThat(GenerationEvent.parseFrom(reused.value()).getIdReused().getMessage())
                .isEqualTo("the prompt differs");
    }

    @Test
    void answersCommandsUnderTheirId() throws Exception {
        RunningTask running =
                new RunningTask(
                        new TaskId("a", 1),
                        List.of(),
                        "f",
                        "k",
                        new Shape(64, 64, true),
                        RunState.RUNNING,
                        4,
                        20);
        SlotReport worker =
                new SlotReport(
                        2,
                        0,
                        1,
                        "jvm",
                        new SlotCounts(3, 3, 0, 0, 9, 0, 0, 0),
                        List.of(running),
                        List.of(),
                        WorkerTotals.NONE);
        SchedulerStatus status =
                new SchedulerStatus(
                        Map.of(Priority.HIGH, new SchedulerStatus.Queue(5, 1)),
                        Map.of(),
                        WorkerTotals.NONE,
                        false,
                        2,
                        List.of(worker));

        OutboundRecord record = encoder.status("c", MODEL, status, NOW_MS);
        GenerationEvent event = GenerationEvent.parseFrom(record.value());
        StatusReport report = event.getControlReply().getStatus();

        assertThat(key(record)).isEqualTo("c");
        assertThat(event.getControlReply().getCommandId()).isEqualTo("c");
        assertThat(event.getControlReply().getOk()).isTrue();
        assertThat(report.getHealthy()).isTrue();
        assertThat(report.getQueues(0).getWaiting()).isEqualTo(5);
        assertThat(report.getQueuesCount()).isEqualTo(3);
        assertThat(report.getWorkers(0).getCapacity()).isEqualTo(3);
        assertThat(report.getWorkers(0).getRunning(0).getStep()).isEqualTo(4);
    }

    @Test
    void aStageWithoutWorkersIsNotHealthy() throws Exception {
        SchedulerStatus status =
                new SchedulerStatus(Map.of(), Map.of(), WorkerTotals.NONE, false, 0, List.of());
        GenerationEvent event =
                GenerationEvent.parseFrom(encoder.status("c", MODEL, status, NOW_MS).value());

        assertThat(event.getControlReply().getStatus().getHealthy()).isFalse();
        assertThat(event.getControlReply().getStatus().getReasonsList()).isNotEmpty();
    }

    @Test
    void refusesCommandsWithTheReason() throws Exception {
        TaskError error = new TaskError(ErrorCode.INVALID_COMMAND, "no such stage");
        GenerationEvent event =
                GenerationEvent.parseFrom(encoder.refused("c", error, NOW_MS).value());

        assertThat(event.getControlReply().getOk()).isFalse();
        assertThat(event.getControlReply().getError().getCode()).isEqualTo("INVALID_COMMAND");
    }
}
