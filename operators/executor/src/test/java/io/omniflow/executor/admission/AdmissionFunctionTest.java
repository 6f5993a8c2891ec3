package io.omniflow.executor.admission;

import static io.omniflow.executor.testing.TestRecords.MODEL;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.key;
import static io.omniflow.executor.testing.TestRecords.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Status;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionFunctionTest {

    private OneInputStreamOperatorTestHarness<InboundRecord, AdmittedTask> harness;

    @BeforeEach
    void open() throws Exception {
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(
                                new AdmissionFunction(
                                        List.of(MODEL), EngineConfig.DEFAULT, CacheDefaults.NONE)));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void onlyTheFirstTaskCarriesTheRecord() throws Exception {
        InboundRecord record = inbound(request("r").setN(2));
        process(record);

        List<AdmittedTask> tasks = harness.extractOutputValues();
        assertThat(tasks).hasSize(2);
        assertThat(tasks.get(0).origin().value()).isEqualTo(record.value());
        assertThat(tasks.get(1).origin()).isNull();
    }

    /** Whoever gives it state commits a savepoint of it, as there are of the other operators. */
    @Test
    void savepointsHoldNothingOfIt() throws Exception {
        process(inbound(request("r")));
        process(inbound(request("r").setN(99)));

        assertThat(harness.snapshot(1, 1).hasState()).isFalse();
    }

    @Test
    void aStageSelectsItsOwnTasks() throws Exception {
        process(inbound(request("r")));

        assertThat(harness.extractOutputValues())
                .allMatch(new StageSelector("shapes")::filter)
                .noneMatch(new StageSelector("other")::filter);
    }

    @Test
    void aBrokenRuleMakesAResultUnderTheRequestsId() throws Exception {
        process(inbound(request("r").setN(99)));

        OutboundRecord result = side(SideOutputs.RESULTS).get(0);
        GenerationResult parsed = GenerationResult.parseFrom(result.value());
        assertThat(key(result)).isEqualTo("r");
        assertThat(parsed.getStatus()).isEqualTo(Status.STATUS_REJECTED);
        assertThat(parsed.getError().getCode()).isEqualTo("INVALID_N");
        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void garbageIsADeadLetterUntouched() throws Exception {
        byte[] garbage = {1, 2, 3};
        process(inbound("k", garbage, RecordHeader.of("x", "y")));

        OutboundRecord dead = side(SideOutputs.DEAD_LETTERS).get(0);
        assertThat(key(dead)).isEqualTo("k");
        assertThat(dead.value()).isEqualTo(garbage);
        assertThat(headers(dead))
                .containsEntry("x", "y")
                .containsEntry("omniflow.errors.stage", "admission")
                .containsEntry("omniflow.errors.code", "UNPARSEABLE");
    }

    private void process(InboundRecord record) throws Exception {
        harness.processElement(new StreamRecord<>(record));
    }

    private List<OutboundRecord> side(OutputTag<OutboundRecord> tag) {
        List<OutboundRecord> records = new ArrayList<>();
        harness.getSideOutput(tag).forEach(element -> records.add(element.getValue()));
        return records;
    }
}
