package io.omniflow.executor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.record.InboundRecord;
import java.util.Arrays;
import java.util.List;

/**
 * Reads records of a cache topic that nobody would write. The build runs the inputs that are kept
 * beside the test; with {@code JAZZER_FUZZ=1} in the environment it looks for others.
 */
class CacheRecordsFuzzTest {

    private final CacheEntryDecoder decoder = new CacheEntryDecoder();

    /** The first byte of an input is the length of the record key that follows. */
    @FuzzTest(maxDuration = "1m")
    void throwsNothingButItsOwnException(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int key = Math.min(Byte.toUnsignedInt(input[0]), input.length - 1);
        InboundRecord record =
                new InboundRecord(
                        "omniflow.cache.v1",
                        0,
                        0,
                        1,
                        Arrays.copyOfRange(input, 1, 1 + key),
                        Arrays.copyOfRange(input, 1 + key, input.length),
                        List.of());
        try {
            if (CacheEpochDecoder.isEpoch(record)) {
                assertThat(CacheEpochDecoder.decode(record)).isNotNull();
            } else {
                assertThat(decoder.decode(record).fingerprint()).isNotEmpty();
            }
        } catch (CacheException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CACHE_ENTRY);
        }
    }
}
