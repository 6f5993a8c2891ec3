package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.util.Arrays;

/**
 * Reads what nobody would write. The build runs the inputs that are kept beside the test; with
 * {@code JAZZER_FUZZ=1} in the environment it looks for others.
 */
class RequestDecoderFuzzTest {

    private final RequestDecoder decoder = new RequestDecoder();

    /** The first byte of an input chooses between protobuf and JSON. */
    @FuzzTest(maxDuration = "1m")
    void throwsNothingButItsOwnExceptions(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        String type = input[0] % 2 == 0 ? "application/protobuf" : "application/json";
        InboundRecord record = inbound(value, RecordHeader.of("content-type", type));
        try {
            assertThat(decoder.decode(record)).isNotNull();
        } catch (InvalidRequestException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNPARSEABLE);
        } catch (UnknownFieldException e) {
            assertThat(e.request()).isNotNull();
        }
    }
}
