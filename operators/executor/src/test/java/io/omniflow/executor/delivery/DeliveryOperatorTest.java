package io.omniflow.executor.delivery;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.failed;
import static io.omniflow.executor.testing.TestRecords.key;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryOperatorTest {

    private static final long TIMEOUT_MS = 1000;

    private KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord> harness;

    @BeforeEach
    void start() throws Exception {
        harness = start(null, true);
    }

    @AfterEach
    void stop() throws Exception {
        harness.close();
    }

    @Test
    void aSingleImagePassesWithoutState() throws Exception {
        process(completed(task("r", 0, 1), 8));

        assertThat(key(harness.extractOutputValues().get(0))).isEqualTo("r");
        assertThat(results().get(0).getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void joinsImagesThatArriveOutOfOrder() throws Exception {
        process(completed(task("r", 2, 3), 8));
        process(completed(task("r", 0, 3), 8));
        assertThat(results()).isEmpty();
        process(completed(task("r", 1, 3), 8));

        GenerationResult result = results().get(0);
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(result.hasError()).isFalse();
        assertThat(result.getOutputsList()).extracting(Output::getIndex).containsExactly(0, 1, 2);
        assertThat(result.getOutputsList())
                .extracting(output -> output.getData().byteAt(0))
                .containsExactly((byte) 0, (byte) 1, (byte) 2);
        assertThat(result.getOutputsList()).extracting(Output::getSeed).containsExactly(7L, 8L, 9L);
    }

    @Test
    void requestsDoNotMix() throws Exception {
        process(completed(task("a", 0, 2), 8));
        process(completed(task("b", 1, 2), 8));
        process(completed(task("b", 0, 2), 8));

        assertThat(results()).extracting(GenerationResult::getRequestId).containsExactly("b");
    }

    @Test
    void dropsASecondOutcomeOfAnImage() throws Exception {
        process(completed(task("r", 0, 2), 8));
        process(failed(task("r", 0, 2), TaskStatus.FAILED, ErrorCode.INTERNAL));
        assertThat(results()).isEmpty();
        process(completed(task("r", 1, 2), 8));

        assertThat(results().get(0).getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        assertThat(events()).hasSize(2);
    }

    @Test
    void dropsOutcomesAfterTheResultAndForgetsItInTheEnd() throws Exception {
        process(completed(task("r", 0, 2), 8));
        harness.setProcessingTime(500);
        process(completed(task("r", 1, 2), 8));
        harness.setProcessingTime(1200);
        process(completed(task("r", 0, 2), 8));
        process(completed(task("r", 1, 2), 8));

        assertThat(results()).hasSize(1);
        harness.setProcessingTime(1500);
        assertThat(results()).hasSize(1);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void anotherRequestWithTheSameIdIsNotTakenForTheFirst() throws Exception {
        process(completed(task("r", 0, 2), 8));
        harness.setProcessingTime(500);
        process(completed(task("r", 1, 2), 8));
        harness.setProcessingTime(900);
        process(completed(publishedAt(NOW_MS, task("r", 0, 2)), 8));
        harness.setProcessingTime(1899); // past all timers of the first
        assertThat(results()).hasSize(1);
        process(completed(publishedAt(NOW_MS, task("r", 1, 2)), 8));

        assertThat(results()).hasSize(2);
        assertThat(results())
                .extracting(GenerationResult::getStatus)
                .containsOnly(Status.STATUS_COMPLETED);
        harness.setProcessingTime(5000);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    private static GenerationTask publishedAt(long createdMs, GenerationTask task) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                task.params(),
                task.priority(),
                task.tenant(),
                task.deadlineMs(),
                createdMs,
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                task.headers());
    }

    @Test
    void reportsTheImagesThatAreMissingAtTheTimeout() throws Exception {
        process(completed(task("r", 1, 3), 8));
        harness.setProcessingTime(TIMEOUT_MS - 1);
        assertThat(results()).isEmpty();
        harness.setProcessingTime(TIMEOUT_MS);

        GenerationResult result = results().get(0);
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getCode()).isEqualTo("PARTIAL_FAILURE");
        assertThat(result.getError().getMessage()).isEqualTo("2 of 3 outputs failed");
        assertThat(result.getOutputsList())
                .extracting(Output::getStatus)
                .containsExactly(
                        Status.STATUS_FAILED, Status.STATUS_COMPLETED, Status.STATUS_FAILED);
        assertThat(result.getOutputs(0).getError().getCode()).isEqualTo("REQUEST_TIMEOUT");
        assertThat(result.getOutputsList()).extracting(Output::getSeed).containsExactly(7L, 8L, 9L);

        process(completed(task("r", 0, 3), 8));
        assertThat(results()).hasSize(1);
    }

    @Test
    void whatIsMissingOfAPipelineIsItsLastStages() throws Exception {
        Leg last =
                new Leg(
                        "paint",
                        "rev-9",
                        99,
                        new GenerationParams("", "", 64, 32, 20, 4.5, 17),
                        CacheTerms.DEFAULT,
                        List.of());
        GenerationTask stopped =
                Tasks.on(new Route("write-and-paint", List.of(), List.of(last)), task("r", 0, 2));
        process(failed(stopped, TaskStatus.FAILED, ErrorCode.NOT_FINITE));
        harness.setProcessingTime(TIMEOUT_MS);

        GenerationResult result = results().get(0);
        assertThat(result.getModel()).isEqualTo("write-and-paint");
        assertThat(result.getModelRevision()).isEqualTo("rev-9");
        assertThat(result.getOutputs(1).getError().getCode()).isEqualTo("REQUEST_TIMEOUT");
        assertThat(result.getOutputs(1).getSeed()).isEqualTo(18);
        assertThat(result.getStagesList()).isEmpty();
    }

    @Test
    void somethingFailedIsAPartialFailure() throws Exception {
        process(completed(task("r", 0, 3), 8));
        process(failed(task("r", 1, 3), TaskStatus.FAILED, ErrorCode.NOT_FINITE));
        process(completed(task("r", 2, 3), 8));

        GenerationResult result = results().get(0);
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getError().getMessage()).isEqualTo("1 of 3 outputs failed");
        assertThat(result.getOutputs(1).getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(result.getOutputs(1).getError().getCode()).isEqualTo("NOT_FINITE");
        assertThat(result.getOutputs(1).hasData()).isFalse();
    }

    @Test
    void ifAllThatIsMissingWasCancelledSoWasTheRequest() throws Exception {
        process(completed(task("r", 0, 3), 8));
        process(failed(task("r", 1, 3), TaskStatus.CANCELLED, ErrorCode.CANCELLED));
        process(failed(task("r", 2, 3), TaskStatus.CANCELLED, ErrorCode.CANCELLED));

        GenerationResult result = results().get(0);
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_CANCELLED);
        assertThat(result.getError().getCode()).isEqualTo("CANCELLED");
        assertThat(result.getError().getMessage()).isEqualTo("2 of 3 outputs were cancelled");
        assertThat(result.getOutputs(0).getStatus()).isEqualTo(Status.STATUS_COMPLETED);
    }

    @Test
    void ifAllThatIsMissingExpiredSoDidTheRequest() throws Exception {
        process(completed(task("r", 0, 2), 8));
        process(failed(task("r", 1, 2), TaskStatus.EXPIRED, ErrorCode.DEADLINE_EXCEEDED));

        GenerationResult result = results().get(0);
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_EXPIRED);
        assertThat(result.getError().getMessage()).isEqualTo("1 of 2 outputs expired");
    }

    @Test
    void ifAllFailedForOneReasonThatIsTheReason() throws Exception {
        process(failed(task("r", 0, 2), TaskStatus.REJECTED, ErrorCode.QUEUE_FULL));
        process(failed(task("r", 1, 2), TaskStatus.REJECTED, ErrorCode.QUEUE_FULL));

        assertThat(results().get(0).getStatus()).isEqualTo(Status.STATUS_REJECTED);
        assertThat(results().get(0).getError().getCode()).isEqualTo("QUEUE_FULL");
    }

    @Test
    void ifAllFailedForSeveralReasonsThatIsAPartialFailureToo() throws Exception {
        process(failed(task("r", 0, 2), TaskStatus.FAILED, ErrorCode.NOT_FINITE));
        process(failed(task("r", 1, 2), TaskStatus.CANCELLED, ErrorCode.CANCELLED));

        assertThat(results().get(0).getStatus()).isEqualTo(Status.STATUS_FAILED);
        assertThat(results().get(0).getError().getMessage()).isEqualTo("2 of 2 outputs failed");
    }

    @Test
    void tellsTheEndOfEachImageUnlessEventsAreOff() throws Exception {
        process(completed(task("r", 1, 2), 8));
        process(failed(task("r", 0, 2), TaskStatus.FAILED, ErrorCode.NOT_FINITE));

        assertThat(events()).extracting(GenerationEvent::getIndex).containsExactly(1, 0);
        assertThat(events())
                .extracting(event -> event.getFinished().getStatus())
                .containsExactly(Status.STATUS_COMPLETED, Status.STATUS_FAILED);

        harness.close();
        harness = start(null, false);
        process(completed(task("r", 0, 1), 8));
        assertThat(events()).isEmpty();
    }

    @Test
    void aHalfJoinedRequestSurvivesARestore() throws Exception {
        process(completed(task("r", 0, 2), 8));
        OperatorSubtaskState state = snapshot(1, CheckpointType.CHECKPOINT);
        harness.close();
        harness = start(state, true);
        process(completed(task("r", 1, 2), 8));

        assertThat(results().get(0).getOutputsCount()).isEqualTo(2);
    }

    @Test
    void theTimeoutAndTheDoneMarkerSurviveARestore() throws Exception {
        process(completed(task("waiting", 0, 2), 8));
        process(completed(task("done", 0, 2), 8));
        process(completed(task("done", 1, 2), 8));
        OperatorSubtaskState state = snapshot(1, CheckpointType.CHECKPOINT);
        harness.close();
        harness = start(state, true);

        process(completed(task("done", 0, 2), 8));
        harness.setProcessingTime(TIMEOUT_MS);

        assertThat(results()).extracting(GenerationResult::getRequestId).containsExactly("waiting");
        assertThat(results().get(0).getError().getCode()).isEqualTo("PARTIAL_FAILURE");
    }

    @Test
    void emitsNothingBehindASavepointThatStopsTheJob() throws Exception {
        process(completed(task("r", 0, 2), 8));
        OperatorSubtaskState state = snapshot(5, suspend());
        int eventsBefore = events().size();

        harness.setProcessingTime(TIMEOUT_MS);
        process(completed(task("s", 0, 1), 8));
        assertThat(results()).isEmpty();
        assertThat(events()).hasSize(eventsBefore);

        harness.close();
        harness = start(state, true);
        harness.setProcessingTime(TIMEOUT_MS);
        assertThat(results()).extracting(GenerationResult::getRequestId).containsExactly("r");
    }

    @Test
    void emitsWhatItHeldOnceTheSavepointIsAborted() throws Exception {
        process(completed(task("r", 0, 2), 8));
        snapshot(5, suspend());
        harness.setProcessingTime(TIMEOUT_MS);
        process(completed(task("s", 0, 1), 8));
        harness.getOperator().notifyCheckpointAborted(5);

        assertThat(results()).extracting(GenerationResult::getRequestId).containsExactly("r", "s");
        assertThat(events()).hasSize(2);
    }

    @Test
    void emitsWhatItHeldBeforeALaterCheckpoint() throws Exception {
        process(completed(task("r", 0, 2), 8));
        snapshot(5, suspend());
        harness.setProcessingTime(TIMEOUT_MS);
        snapshot(6, CheckpointType.CHECKPOINT);

        assertThat(results()).hasSize(1);
    }

    @Test
    void doesNotHoldAtASavepointThatLeavesTheJobRunning() throws Exception {
        snapshot(5, SavepointType.savepoint(SavepointFormatType.CANONICAL));
        process(completed(task("s", 0, 1), 8));

        assertThat(results()).hasSize(1);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord>
            start(OperatorSubtaskState state, boolean events) throws Exception {
        DeliveryConfig config = new DeliveryConfig(1 << 20, "unused", TIMEOUT_MS);
        KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DeliveryOperator(config, events),
                        new RequestIdSelector(),
                        Types.STRING);
        harness.setup(
                StreamTypes.OUTBOUND.createSerializer(
                        harness.getExecutionConfig().getSerializerConfig()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static SnapshotType suspend() {
        return SavepointType.suspend(SavepointFormatType.CANONICAL);
    }

    private OperatorSubtaskState snapshot(long id, SnapshotType type) throws Exception {
        harness.prepareSnapshotPreBarrier(id);
        return harness.snapshotWithLocalState(id, 0, type).getJobManagerOwnedState();
    }

    private void process(TaskOutcome outcome) throws Exception {
        harness.processElement(new StreamRecord<>(outcome));
    }

    private List<GenerationResult> results() throws Exception {
        List<GenerationResult> results = new ArrayList<>();
        for (OutboundRecord record : harness.extractOutputValues()) {
            results.add(GenerationResult.parseFrom(record.value()));
        }
        return results;
    }

    private List<GenerationEvent> events() throws Exception {
        List<GenerationEvent> events = new ArrayList<>();
        if (harness.getSideOutput(SideOutputs.EVENTS) != null) {
            for (StreamRecord<OutboundRecord> event : harness.getSideOutput(SideOutputs.EVENTS)) {
                events.add(GenerationEvent.parseFrom(event.getValue().value()));
            }
        }
        return events;
    }
}
