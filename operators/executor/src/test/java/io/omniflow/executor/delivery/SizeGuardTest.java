package io.omniflow.executor.delivery;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.wire.DeadLetterEncoder;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class SizeGuardTest {

    private static final int LIMIT = 16_384;

    @Test
    void aRecordOfExactlyTheLimitPasses() throws Exception {
        int overhead = (int) RecordSize.of(record(0));

        assertThat(through(new DroppingSizeGuard(LIMIT), record(LIMIT - overhead)).passed)
                .hasSize(1);
        assertThat(through(new DroppingSizeGuard(LIMIT), record(LIMIT - overhead + 1)).passed)
                .isEmpty();
    }

    @Test
    void headersAndKeysCount() throws Exception {
        OutboundRecord headers =
                new OutboundRecord(
                        null, null, List.of(new RecordHeader("x", new byte[LIMIT])), NOW_MS);
        OutboundRecord key = new OutboundRecord(new byte[LIMIT], null, List.of(), NOW_MS);

        assertThat(through(new DroppingSizeGuard(LIMIT), headers).passed).isEmpty();
        assertThat(through(new DroppingSizeGuard(LIMIT), key).passed).isEmpty();
    }

    @Test
    void oversizedResultsLeaveByTheirOwnOutput() throws Exception {
        Outcome outcome = through(new ResultSizeGuard(LIMIT), record(LIMIT));

        assertThat(outcome.passed).isEmpty();
        assertThat(outcome.oversized).hasSize(1);
    }

    @Test
    void anOversizedDeadLetterKeepsItsKeyHeadersAndTheStartOfItsValue() throws Exception {
        byte[] value = new byte[3 * LIMIT];
        Arrays.fill(value, (byte) 7);
        OutboundRecord whole = dead(inbound("k", value, RecordHeader.of("x", "y")));

        OutboundRecord cut = through(new DeadLetterSizeGuard(LIMIT), whole).passed.get(0);

        assertThat(RecordSize.of(cut)).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT - 64);
        assertThat(cut.key()).isEqualTo(whole.key());
        assertThat(cut.value()).containsOnly(7);
        assertThat(headers(cut))
                .containsAllEntriesOf(headers(whole))
                .containsEntry(
                        "omniflow.errors.truncated-bytes",
                        Integer.toString(value.length - cut.value().length));
    }

    @Test
    void anOversizedDeadLetterKeepsTheReasonWhateverItsHeadersAndKey() throws Exception {
        InboundRecord origin =
                inbound(
                        "k".repeat(2 * LIMIT),
                        new byte[] {1},
                        RecordHeader.of("x", "y".repeat(2 * LIMIT)));

        OutboundRecord cut = through(new DeadLetterSizeGuard(LIMIT), dead(origin)).passed.get(0);

        assertThat(RecordSize.of(cut)).isLessThanOrEqualTo(LIMIT);
        assertThat(cut.key()).hasSize(1024);
        assertThat(cut.value()).containsExactly(1);
        assertThat(headers(cut))
                .doesNotContainKey("x")
                .containsEntry("omniflow.errors.code", "UNPARSEABLE");
    }

    @Test
    void aDeadLetterWithoutKeyAndValueIsCutToo() throws Exception {
        InboundRecord origin =
                inbound((String) null, null, RecordHeader.of("x", "y".repeat(2 * LIMIT)));

        OutboundRecord cut = through(new DeadLetterSizeGuard(LIMIT), dead(origin)).passed.get(0);

        assertThat(cut.key()).isNull();
        assertThat(cut.value()).isNull();
        assertThat(RecordSize.of(cut)).isLessThanOrEqualTo(LIMIT);
    }

    private static OutboundRecord record(int valueBytes) {
        return new OutboundRecord(
                new byte[2], new byte[valueBytes], List.of(RecordHeader.of("ü", "v")), NOW_MS);
    }

    private static OutboundRecord dead(InboundRecord origin) {
        TaskError error = new TaskError(ErrorCode.UNPARSEABLE, "no request");
        return new DeadLetterEncoder().encode(origin, "admission", error, NOW_MS);
    }

    private static Outcome through(SizeGuard guard, OutboundRecord record) throws Exception {
        try (OneInputStreamOperatorTestHarness<OutboundRecord, OutboundRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(guard)) {
            harness.processElement(record, 0);
            var oversized = harness.getSideOutput(ResultSizeGuard.OVERSIZED);
            return new Outcome(
                    harness.extractOutputValues(),
                    oversized == null
                            ? List.of()
                            : oversized.stream().map(element -> element.getValue()).toList());
        }
    }

    private record Outcome(List<OutboundRecord> passed, List<OutboundRecord> oversized) {}
}
