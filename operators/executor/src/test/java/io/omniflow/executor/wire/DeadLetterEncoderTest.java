package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import org.junit.jupiter.api.Test;

class DeadLetterEncoderTest {

    private final DeadLetterEncoder encoder = new DeadLetterEncoder();

    @Test
    void leavesTheRecordUntouchedAndAddsTheReason() {
        InboundRecord origin =
                inbound(
                        "k",
                        new byte[] {1, 2},
                        RecordHeader.of("a", "1"),
                        RecordHeader.of("a", "2"));

        OutboundRecord dead = encode(origin, "no request");

        assertThat(dead.key()).isEqualTo(origin.key());
        assertThat(dead.value()).isEqualTo(origin.value());
        assertThat(dead.headers()).startsWith(origin.headers().toArray(new RecordHeader[0]));
        assertThat(headers(dead))
                .containsEntry("__dlq.errors.topic", "omniflow.requests.v1")
                .containsEntry("__dlq.errors.partition", "3")
                .containsEntry("__dlq.errors.offset", "42")
                .containsEntry("__dlq.errors.message", "no request")
                .containsEntry("omniflow.errors.stage", "admission")
                .containsEntry("omniflow.errors.code", "UNPARSEABLE");
    }

    @Test
    void aRecordWithoutKeyAndValueStaysWithout() {
        OutboundRecord dead = encode(inbound((String) null, null), "no value");

        assertThat(dead.key()).isNull();
        assertThat(dead.value()).isNull();
    }

    @Test
    void longMessagesAreShortened() {
        String message =
                headers(encode(inbound(new byte[0]), "m".repeat(5000))).get("__dlq.errors.message");

        assertThat(message).hasSize(1003).endsWith("...");
    }

    private OutboundRecord encode(InboundRecord origin, String message) {
        return encoder.encode(
                origin, "admission", new TaskError(ErrorCode.UNPARSEABLE, message), NOW_MS);
    }
}
