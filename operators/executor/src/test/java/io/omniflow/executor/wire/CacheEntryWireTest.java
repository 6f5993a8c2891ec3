package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CacheEntryWireTest {

    private static final CacheEntry ENTRY =
            new CacheEntry(
                    "key",
                    "fingerprint",
                    "shapes",
                    "rev-1",
                    "acme",
                    NOW_MS - 9,
                    20,
                    new Output(
                            new byte[] {1, 2},
                            "image/png",
                            64,
                            32,
                            List.of("a warning"),
                            new StepCacheReport("easy 0.1", "high", 12, 4, "1101")));

    private final CacheEntryEncoder encoder = new CacheEntryEncoder();
    private final CacheEntryDecoder decoder = new CacheEntryDecoder();

    @Test
    void whatIsWrittenIsRead() {
        OutboundRecord record = encoder.encode(ENTRY, NOW_MS);

        assertThat(key(record)).isEqualTo("key:fingerprint");
        assertThat(decoder.decode(inbound(record.key(), record.value())))
                .usingRecursiveComparison()
                .isEqualTo(ENTRY);
    }

    @Test
    void readsAnEntryOfAReleaseWithoutStepCaches() throws Exception {
        OutboundRecord record = encoder.encode(ENTRY, NOW_MS);
        byte[] earlier =
                io.omniflow.v1.CacheEntry.parseFrom(record.value()).toBuilder()
                        .clearStepCache()
                        .build()
                        .toByteArray();

        assertThat(decoder.decode(inbound(record.key(), earlier)).output().stepCache())
                .isEqualTo(StepCacheReport.NONE);
    }

    @Test
    void refusesWhatIsNoCompleteEntry() {
        refused(entry -> entry.clearKey(), "key");
        refused(entry -> entry.clearFingerprint(), "fingerprint");
        refused(entry -> entry.clearModel(), "model");
        refused(entry -> entry.clearModelRevision(), "revision");
        refused(entry -> entry.setData(ByteString.EMPTY), "data");
        refused(entry -> entry.clearMediaType(), "media type");
        refused(entry -> entry.setSteps(-1), "-1 steps");
        refused(entry -> entry.setWidth(0), "0x32");
        refused(entry -> entry.setHeight(-1), "64x-1");
        refused(entry -> entry.setFingerprint("other"), "record key");
        refused(
                entry -> entry.getStepCacheBuilder().setBlockEvaluationsSpared(-1),
                "evaluations below 0");
    }

    @Test
    void refusesTombstonesGarbageAndTruncation() {
        byte[] recordKey = encoder.encode(ENTRY, NOW_MS).key();
        byte[] value = encoder.encode(ENTRY, NOW_MS).value();

        refused(inbound(recordKey, null), "no value");
        refused(inbound(recordKey, "hello".getBytes(StandardCharsets.UTF_8)), "CacheEntry");
        refused(inbound(recordKey, Arrays.copyOf(value, value.length - 1)), "CacheEntry");
        refused(inbound(null, value), "record key");
    }

    private void refused(Consumer<io.omniflow.v1.CacheEntry.Builder> change, String part) {
        OutboundRecord record = encoder.encode(ENTRY, NOW_MS);
        try {
            io.omniflow.v1.CacheEntry.Builder entry =
                    io.omniflow.v1.CacheEntry.parseFrom(record.value()).toBuilder();
            change.accept(entry);
            refused(inbound(record.key(), entry.build().toByteArray()), part);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(InboundRecord record, String part) {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> decoder.decode(record))
                .withMessageContaining(part)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CACHE_ENTRY));
    }

    private static InboundRecord inbound(byte[] key, byte[] value) {
        return new InboundRecord("omniflow.cache.v1", 0, 0, NOW_MS, key, value, List.of());
    }
}
