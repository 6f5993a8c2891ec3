package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GetStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ControlDecoderTest {

    private final ControlDecoder decoder = new ControlDecoder();

    @Test
    void readsProtobufAndJson() {
        ControlCommand command = status("c").build();

        assertThat(decoder.decode(inbound(command.toByteArray()))).isEqualTo(command);
        assertThat(decoder.decode(json("{\"commandId\": \"c\", \"getStatus\": {}}")))
                .isEqualTo(command);
    }

    @Test
    void takesTheRecordKeyForAnIdIfThereIsNone() {
        InboundRecord record = inbound("k", status("").build().toByteArray());

        assertThat(decoder.decode(record).getCommandId()).isEqualTo("k");
    }

    @Test
    void refusesWhatIsNoCommand() {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        refused(inbound((byte[]) null), "no value");
        refused(inbound(hello), "ControlCommand");
        refused(json("{\"launch\": {}}"), "launch");
        refused(inbound((String) null, status("").build().toByteArray()), "command_id");
        refused(inbound(status("x".repeat(129)).build().toByteArray()), "129");
        refused(
                inbound(ControlCommand.newBuilder().setCommandId("c").build().toByteArray()),
                "get_status, cancel, get_config, update_config, pause, resume");
    }

    private void refused(InboundRecord record, String part) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decoder.decode(record))
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_COMMAND));
    }

    private static ControlCommand.Builder status(String id) {
        return ControlCommand.newBuilder()
                .setCommandId(id)
                .setGetStatus(GetStatus.getDefaultInstance());
    }
}
