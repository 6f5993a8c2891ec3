package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GetStatus;
import java.nio.charset.StandardCharsets;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class ControlFunctionTest {

    @Test
    void letsCommandsPassAndDeadLettersEverythingElse() throws Exception {
        InboundRecord command =
                inbound(
                        ControlCommand.newBuilder()
                                .setCommandId("c")
                                .setGetStatus(GetStatus.getDefaultInstance())
                                .build()
                                .toByteArray());
        InboundRecord garbage = inbound("garbage".getBytes(StandardCharsets.UTF_8));
        try (OneInputStreamOperatorTestHarness<InboundRecord, InboundRecord> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new ControlFunction())) {
            harness.processElement(command, 0);
            harness.processElement(garbage, 0);
            harness.processElement(inbound((byte[]) null), 0);

            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.getSideOutput(SideOutputs.DEAD_LETTERS)).hasSize(2);
            OutboundRecord dead = harness.getSideOutput(SideOutputs.DEAD_LETTERS).peek().getValue();
            assertThat(dead.value()).isEqualTo(garbage.value());
            assertThat(headers(dead))
                    .containsEntry("omniflow.errors.stage", "control")
                    .containsEntry("omniflow.errors.code", "INVALID_COMMAND");
        }
    }
}
