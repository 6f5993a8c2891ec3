package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.generation.TokenLogprob;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final CacheEntry WITH_LATENTS =
            new CacheEntry(
                    "key",
                    "fingerprint",
                    "shapes",
                    "rev-1",
                    "acme",
                    true,
                    "a red circle",
                    NOW_MS - 9,
                    20,
                    new Output(new byte[0], "image/png", 64, 32, List.of())
                            .at("file:///cache/f.png")
                            .withLatents(
                                    new FinalLatents(
                                            HalfTensor.of(new long[] {1, 16, 8, 4}, new float[512]),
                                            HalfTensor.of(
                                                    new long[] {3}, new float[] {1, -2, 3}))));

    private static final CacheEntry TEXT =
            new CacheEntry(
                    "key",
                    "fingerprint",
                    "words",
                    "rev-1",
                    "acme",
                    NOW_MS - 9,
                    3,
                    Output.ofText(
                            "a gr\u00f6\u00dfer ring",
                            new TextReport(
                                    FinishReason.LENGTH,
                                    4,
                                    3,
                                    2,
                                    List.of(new TokenLogprob(7, "a", -0.5, List.of()))),
                            List.of("a warning")));

    private final CacheEntryEncoder encoder = new CacheEntryEncoder();
    private final CacheEntryDecoder decoder = new CacheEntryDecoder();

    @Test
    void whatIsWrittenIsRead() {
        OutboundRecord record = encoder.encode(ENTRY, NOW_MS);

        assertThat(key(record)).isEqualTo("key:fingerprint:@acme");
        assertThat(decoder.decode(inbound(record.key(), record.value())))
                .usingRecursiveComparison()
                .isEqualTo(ENTRY);
    }

    @Test
    void aTextIsWrittenAndRead() {
        CacheEntry elsewhere =
                new CacheEntry(
                        "key",
                        "fingerprint",
                        "words",
                        "rev-1",
                        "acme",
                        NOW_MS - 9,
                        3,
                        TEXT.output().at("file:///cache/f.txt"));
        for (CacheEntry entry : List.of(TEXT, elsewhere)) {
            OutboundRecord record = encoder.encode(entry, NOW_MS);

            assertThat(decoder.decode(inbound(record.key(), record.value())))
                    .usingRecursiveComparison()
                    .isEqualTo(entry);
        }
    }

    @Test
    void refusesTextsThatAreNone() {
        refused(TEXT, entry -> entry.setDataref("file:///cache/f.txt"), "both data");
        refused(TEXT, entry -> entry.setData(ByteString.fromHex("ff")), "not UTF-8");
        refused(TEXT, entry -> entry.clearTextReport(), "its size is 0x0");
        refused(
                TEXT,
                entry ->
                        entry.getTextReportBuilder()
                                .setFinishReason(
                                        io.omniflow.v1.TextReport.FinishReason
                                                .FINISH_REASON_CANCELLED),
                "did not end by itself");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void latentsAndReferencesAreWrittenAndRead(boolean deflate) {
        OutboundRecord record = new CacheEntryEncoder(deflate).encode(WITH_LATENTS, NOW_MS);

        assertThat(key(record)).isEqualTo("key:fingerprint:*");
        assertThat(decoder.decode(inbound(record.key(), record.value())))
                .usingRecursiveComparison()
                .isEqualTo(WITH_LATENTS);
    }

    @Test
    void deflatedLatentsAreSmaller() {
        byte[] plain = encoder.encode(WITH_LATENTS, NOW_MS).value();
        byte[] small = new CacheEntryEncoder(true).encode(WITH_LATENTS, NOW_MS).value();

        assertThat(small.length).isLessThan(plain.length / 2);
    }

    @Test
    void refusesLatentsThatAreNone() {
        HalfTensor infinite = HalfTensor.of(new long[] {1, 1, 1, 1}, new float[] {1e9f});
        HalfTensor pair = HalfTensor.of(new long[] {2, 1, 1, 1}, new float[2]);
        refused(WITH_LATENTS, entry -> entry.clearEmbedding(), "not both");
        refused(WITH_LATENTS, entry -> entry.clearPrompt(), "no prompt");
        refused(WITH_LATENTS, entry -> entry.setData(ByteString.copyFromUtf8("x")), "both data");
        refused(WITH_LATENTS, entry -> entry.setDataref("x".repeat(2049)), "2049 characters");
        refused(WITH_LATENTS, entry -> entry.setLatentsRef("x"), "both latents and");
        refused(WITH_LATENTS, entry -> far(entry).clearPrompt(), "no prompt");
        refused(
                WITH_LATENTS,
                entry -> far(entry).setLatentsRef("x".repeat(2049)),
                "latents_ref has 2049 characters");
        refused(
                WITH_LATENTS,
                entry -> entry.setLatents(TensorMessages.write(infinite, false)),
                "not finite");
        refused(
                WITH_LATENTS,
                entry -> entry.setLatents(TensorMessages.write(pair, false)),
                "one picture");
        refused(WITH_LATENTS, entry -> entry.getLatentsBuilder().setShape(1, 7), "shape needs");
        refused(WITH_LATENTS, entry -> entry.getLatentsBuilder().setShape(1, 0), "the shape");
        refused(WITH_LATENTS, entry -> entry.getLatentsBuilder().setShape(1, -1), "the shape");
        refused(
                WITH_LATENTS,
                entry -> entry.getLatentsBuilder().setShape(1, 1 << 30).setShape(2, 1 << 30),
                "the shape");
        refused(WITH_LATENTS, entry -> entry.getEmbeddingBuilder().addShape(1), "not pooled");
    }

    private static io.omniflow.v1.CacheEntry.Builder far(io.omniflow.v1.CacheEntry.Builder entry) {
        return entry.clearLatents().clearEmbedding().setLatentsRef("file:///far");
    }

    @Test
    void aStreamThatIsNotAsLongAsItsShapeIsRefused() {
        HalfTensor zeros = HalfTensor.of(new long[] {4096}, new float[4096]);
        io.omniflow.v1.HalfTensor message = TensorMessages.write(zeros, true);

        assertThat(message.getDeflated()).isTrue();
        assertThat(TensorMessages.read(message)).isEqualTo(zeros);
        for (int size : new int[] {1, 4095, 4097, 1 << 20}) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(
                            () ->
                                    TensorMessages.read(
                                            message.toBuilder().setShape(0, size).build()))
                    .withMessageContaining("inflated");
        }
        ByteString cut = message.getData().substring(0, message.getData().size() - 5);
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> TensorMessages.read(message.toBuilder().setData(cut).build()));
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(
                        () ->
                                TensorMessages.read(
                                        message.toBuilder()
                                                .setData(ByteString.copyFromUtf8("no stream"))
                                                .build()))
                .withMessageContaining("zlib");
    }

    @ParameterizedTest
    @EnumSource(CacheEpoch.Scope.class)
    void invalidationsAreWrittenAndRead(CacheEpoch.Scope scope) {
        CacheEpoch epoch = new CacheEpoch(scope, "acme/x", NOW_MS);
        OutboundRecord record = new CacheEpochEncoder().encode(epoch, NOW_MS);
        InboundRecord read = inbound(record.key(), record.value());

        assertThat(key(record)).isEqualTo("epoch/" + scope + "/acme/x");
        assertThat(CacheEpochDecoder.isEpoch(read)).isTrue();
        assertThat(CacheEpochDecoder.decode(read)).isEqualTo(epoch);
        assertThat(CacheEpochDecoder.isEpoch(inbound(encoder.encode(ENTRY, 1).key(), null)))
                .isFalse();
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(
                        () ->
                                CacheEpochDecoder.decode(
                                        inbound("epoch/ALL/".getBytes(UTF_8), record.value())))
                .withMessageContaining("record key");
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
        refused(ENTRY, change, part);
    }

    private void refused(
            CacheEntry whole, Consumer<io.omniflow.v1.CacheEntry.Builder> change, String part) {
        OutboundRecord record = encoder.encode(whole, NOW_MS);
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
