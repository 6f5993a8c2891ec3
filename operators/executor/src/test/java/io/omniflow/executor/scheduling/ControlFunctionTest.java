package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SchedulingInput;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GetConfig;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Resume;
import io.omniflow.v1.Sleep;
import io.omniflow.v1.UpdateConfig;
import io.omniflow.v1.Wake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlFunctionTest {

    private OneInputStreamOperatorTestHarness<InboundRecord, SchedulingInput> harness;

    @BeforeEach
    void open() throws Exception {
        harness =
                ProcessFunctionTestHarnesses.forProcessFunction(
                        new ControlFunction(List.of("paint", "write")));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void letsCommandsPassAndDeadLettersEverythingElse() throws Exception {
        InboundRecord garbage = inbound("garbage".getBytes(StandardCharsets.UTF_8));
        send(command().setGetStatus(GetStatus.getDefaultInstance()));
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

    static List<ControlCommand.Builder> commandsForTheStageWrite() {
        return commandsFor("write");
    }

    @ParameterizedTest
    @MethodSource("commandsForTheStageWrite")
    void letsCommandsForAStagePass(ControlCommand.Builder command) throws Exception {
        send(command);

        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(harness.getSideOutput(SideOutputs.EVENTS)).isNull();
    }

    static List<ControlCommand.Builder> commandsForNoStage() {
        return commandsFor("sing");
    }

    @ParameterizedTest
    @MethodSource("commandsForNoStage")
    void answersCommandsThatNoStageServesWithTheStagesThereAre(ControlCommand.Builder command)
            throws Exception {
        send(command);

        assertThat(harness.extractOutputValues()).isEmpty();
        assertRefused("there is no stage 'sing'; the stages are paint, write");
    }

    @Test
    void answersACancellationOfNothing() throws Exception {
        send(command().setCancel(Cancel.getDefaultInstance()));

        assertRefused("request_id");
    }

    @Test
    void answersAChangeOfNothing() throws Exception {
        send(command().setUpdateConfig(UpdateConfig.getDefaultInstance()));

        assertRefused("at least one key");
    }

    private void assertRefused(String reason) throws Exception {
        OutboundRecord event = harness.getSideOutput(SideOutputs.EVENTS).peek().getValue();
        ControlReply reply = GenerationEvent.parseFrom(event.value()).getControlReply();
        assertThat(reply.getCommandId()).isEqualTo("c");
        assertThat(reply.getOk()).isFalse();
        assertThat(reply.getError().getCode()).isEqualTo("INVALID_COMMAND");
        assertThat(reply.getError().getMessage()).contains(reason);
    }

    private void send(ControlCommand.Builder command) throws Exception {
        harness.processElement(inbound(command.build().toByteArray()), 0);
    }

    private static List<ControlCommand.Builder> commandsFor(String stage) {
        return List.of(
                command().setGetStatus(GetStatus.newBuilder().setStage(stage)),
                command().setCancel(Cancel.newBuilder().setRequestId("r").setStage(stage)),
                command().setGetConfig(GetConfig.newBuilder().setStage(stage)),
                command()
                        .setUpdateConfig(
                                UpdateConfig.newBuilder().setStage(stage).putValues("k", "v")),
                command().setPause(Pause.newBuilder().setStage(stage)),
                command().setSleep(Sleep.newBuilder().setStage(stage)),
                command().setWake(Wake.newBuilder().setStage(stage)),
                command().setResume(Resume.newBuilder().setStage(stage)));
    }

    private static ControlCommand.Builder command() {
        return ControlCommand.newBuilder().setCommandId("c");
    }
}
