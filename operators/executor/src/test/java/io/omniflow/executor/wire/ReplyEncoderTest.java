package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.StatusReport;
import org.junit.jupiter.api.Test;

class ReplyEncoderTest {

    private final ReplyEncoder encoder = new ReplyEncoder("paint");

    @Test
    void answersUnderTheCommandsIdWithTheStagesName() throws Exception {
        OutboundRecord record = encoder.done("c", NOW_MS);
        ControlReply reply = reply(record);

        assertThat(key(record)).isEqualTo("c");
        assertThat(headers(record)).containsEntry("ce_id", "c/paint");
        assertThat(headers(record)).containsEntry("ce_type", "io.omniflow.generation.event.v1");
        assertThat(reply.getCommandId()).isEqualTo("c");
        assertThat(reply.getStage()).isEqualTo("paint");
        assertThat(reply.getOk()).isTrue();
        assertThat(reply.getReplyCase()).isEqualTo(ControlReply.ReplyCase.REPLY_NOT_SET);
    }

    @Test
    void carriesWhatWasAskedFor() throws Exception {
        StatusReport status = StatusReport.newBuilder().setStage("paint").build();
        CancelReport cancel = CancelReport.newBuilder().setForwarded(2).build();
        ConfigReport config = ConfigReport.newBuilder().setVersion(3).build();

        assertThat(reply(encoder.status("c", status, NOW_MS)).getStatus()).isEqualTo(status);
        assertThat(reply(encoder.cancel("c", cancel, NOW_MS)).getCancel()).isEqualTo(cancel);
        assertThat(reply(encoder.config("c", config, NOW_MS)).getConfig()).isEqualTo(config);
    }

    @Test
    void refusesCommandsWithTheReason() throws Exception {
        TaskError error = new TaskError(ErrorCode.INVALID_COMMAND, "no such stage");
        OutboundRecord record = new ReplyEncoder("").refused("c", error, NOW_MS);

        assertThat(headers(record)).containsEntry("ce_id", "c");
        assertThat(reply(record).getOk()).isFalse();
        assertThat(reply(record).getStage()).isEmpty();
        assertThat(reply(record).getError().getCode()).isEqualTo("INVALID_COMMAND");
        assertThat(reply(record).getError().getMessage()).isEqualTo("no such stage");
    }

    private static ControlReply reply(OutboundRecord record) throws Exception {
        return GenerationEvent.parseFrom(record.value()).getControlReply();
    }
}
