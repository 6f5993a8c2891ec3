package io.omniflow.executor.delivery;

import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.SavepointFixture;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restores a {@link SavepointFixture} of a delivery with requests that are joined in part. */
class DeliveryFixtureTest {

    private static final long TIMEOUT_MS = 1_000;

    @BeforeAll
    static void writeAnotherIfAsked() throws Exception {
        SavepointFixture.writeIfAsked(DeliveryFixtureTest::savepoint);
    }

    private static OperatorSubtaskState savepoint() throws Exception {
        try (var harness = start(null)) {
            harness.processElement(outcome("half", 1));
            harness.processElement(outcome("late", 0));
            harness.processElement(outcome("done", 0));
            harness.processElement(outcome("done", 1));
            harness.prepareSnapshotPreBarrier(1);
            return harness.snapshotWithLocalState(
                            1, 0, SavepointType.suspend(SavepointFormatType.CANONICAL))
                    .getJobManagerOwnedState();
        }
    }

    @Test
    void requestsAreJoinedOnceAndTimeOutAsTheyWould() throws Exception {
        try (var harness = start(SavepointFixture.read("delivery-1"))) {
            harness.processElement(outcome("done", 0));
            harness.processElement(outcome("half", 0));
            GenerationResult half = results(harness).get(0);
            assertThat(half.getRequestId()).isEqualTo("half");
            assertThat(half.getStatus()).isEqualTo(Status.STATUS_COMPLETED);
            assertThat(half.getOutputsList())
                    .extracting(Output::getData)
                    .extracting(data -> data.byteAt(0))
                    .containsExactly((byte) 0, (byte) 1);

            harness.setProcessingTime(TIMEOUT_MS);
            assertThat(results(harness))
                    .extracting(GenerationResult::getRequestId)
                    .containsExactly("half", "late");
            assertThat(results(harness).get(1).getError().getCode()).isEqualTo("PARTIAL_FAILURE");
            harness.setProcessingTime(3 * TIMEOUT_MS);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    private static StreamRecord<TaskOutcome> outcome(String id, int index) {
        return new StreamRecord<>(completed(task(id, index, 2), 8));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord>
            start(OperatorSubtaskState restored) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord>(
                        new DeliveryOperator(
                                new DeliveryConfig(1 << 20, "unused", TIMEOUT_MS), true),
                        new RequestIdSelector(),
                        Types.STRING);
        harness.setup(
                StreamTypes.OUTBOUND.createSerializer(
                        harness.getExecutionConfig().getSerializerConfig()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
        return harness;
    }

    private static List<GenerationResult> results(
            KeyedOneInputStreamOperatorTestHarness<String, TaskOutcome, OutboundRecord> harness)
            throws Exception {
        List<GenerationResult> results = new ArrayList<>();
        for (OutboundRecord record : harness.extractOutputValues()) {
            results.add(GenerationResult.parseFrom(record.value()));
        }
        return results;
    }
}
