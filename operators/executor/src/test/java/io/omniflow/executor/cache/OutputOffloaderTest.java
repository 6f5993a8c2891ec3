package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.wire.CacheEntryDecoder;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.executor.wire.CacheEpochEncoder;
import io.omniflow.executor.wire.LatentsMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputOffloaderTest {

    private static final int INLINE = 4_096;

    @TempDir private Path directory;

    @Test
    void aLargeOutputLeavesItsEntry() throws Exception {
        CacheEntry entry = entry("f", 10 * INLINE);

        List<OutboundRecord> written = offload(storage(), record(entry));

        assertThat(written).hasSize(1);
        assertThat(written.get(0).value()).hasSizeLessThan(500);
        assertThat(written.get(0).key()).isEqualTo(record(entry).key());
        CacheEntry small = decode(written.get(0));
        assertThat(small.output().data()).isEmpty();
        assertThat(new ContentStore(storage()).get(small.output().dataRef()))
                .isEqualTo(entry.output().data());
        assertThat(small)
                .usingRecursiveComparison()
                .ignoringFields("output.data", "output.dataRef")
                .isEqualTo(entry);
    }

    @Test
    void largeLatentsLeaveTheirEntryByThemselves() throws Exception {
        FinalLatents latents =
                new FinalLatents(
                        HalfTensor.of(new long[] {1, 4, 32, 32}, new float[INLINE]),
                        HalfTensor.of(new long[] {2}, new float[] {1, 2}));
        CacheEntry plain = entry("f", 10);
        CacheEntry entry =
                new CacheEntry(
                        plain.key(),
                        plain.fingerprint(),
                        plain.model(),
                        plain.modelRevision(),
                        plain.tenant(),
                        false,
                        "a prompt",
                        1,
                        20,
                        plain.output().withLatents(latents));

        CacheEntry small = decode(offload(storage(), record(entry)).get(0));
        assertThat(small.output().data()).isEqualTo(entry.output().data());
        assertThat(small.output().latents()).isNull();
        assertThat(small.header(0).prompt()).isEqualTo("a prompt");
        byte[] file = new ContentStore(storage()).get(small.latentsRef());
        assertThat(LatentsMessage.read(file)).isEqualTo(latents);
    }

    @Test
    void equalOutputsOfTwoEntriesAreOneFile() throws Exception {
        List<OutboundRecord> written =
                offload(
                        storage(),
                        record(entry("a", 2 * INLINE)),
                        record(entry("b", 2 * INLINE)),
                        record(entry("c", 3 * INLINE)));

        assertThat(written).hasSize(3);
        assertThat(written.stream().map(record -> decode(record).output().dataRef()).distinct())
                .hasSize(2);
        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .hasSize(2);
        }
    }

    @Test
    void everythingElsePasses() throws Exception {
        OutboundRecord exact = record(entry("small", INLINE));
        OutboundRecord tombstone = new OutboundRecord(exact.key(), null, List.of(), NOW_MS);
        OutboundRecord epoch =
                new CacheEpochEncoder()
                        .encode(
                                new CacheEpoch(CacheEpoch.Scope.TENANT, "t".repeat(2 * INLINE), 7),
                                NOW_MS);

        assertThat(offload(storage(), exact, tombstone, epoch))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(exact, tombstone, epoch);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void withoutADirectoryOutputsStayWhereTheyAre() throws Exception {
        OutboundRecord large = record(entry("large", 10 * INLINE));

        assertThat(offload(new CacheStorage("", INLINE), large))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(large);
    }

    @Test
    void anEntryThatCannotBeWrittenIsDropped() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        OutboundRecord small = record(entry("small", 1));

        assertThat(
                        offload(
                                new CacheStorage(file + "/below", INLINE),
                                record(entry("large", 2 * INLINE)),
                                small))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(small);
    }

    @Test
    void whenTooManyWaitTheRestIsDroppedAndNothingBlocks() throws Exception {
        OutboundRecord[] many = new OutboundRecord[400];
        for (int i = 0; i < many.length; i++) {
            many[i] = record(entry("f" + i, 50 * INLINE + i));
        }

        List<OutboundRecord> written = offload(storage(), many);

        assertThat(written).isNotEmpty();
        for (OutboundRecord record : written) {
            Output output = decode(record).output();
            assertThat(new ContentStore(storage()).get(output.dataRef()))
                    .hasSizeGreaterThan(INLINE);
        }
    }

    private CacheStorage storage() {
        return new CacheStorage(directory.toString(), INLINE);
    }

    private static CacheEntry entry(String fingerprint, int bytes) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) 7);
        return new CacheEntry(
                "k",
                fingerprint,
                "m",
                "r",
                "tenant",
                1,
                20,
                new Output(data, "image/webp", 8, 8, List.of()));
    }

    private static OutboundRecord record(CacheEntry entry) {
        return new CacheEntryEncoder().encode(entry, NOW_MS);
    }

    private static CacheEntry decode(OutboundRecord record) {
        return new CacheEntryDecoder()
                .decode(
                        new InboundRecord(
                                "t", 0, 0, NOW_MS, record.key(), record.value(), List.of()));
    }

    private static List<OutboundRecord> offload(CacheStorage storage, OutboundRecord... records)
            throws Exception {
        try (OneInputStreamOperatorTestHarness<OutboundRecord, OutboundRecord> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new AsyncWaitOperatorFactory<>(
                                new OutputOffloader(storage),
                                0,
                                OutputOffloader.CAPACITY,
                                OutputMode.UNORDERED))) {
            harness.getStreamConfig()
                    .setupNetworkInputs(
                            StreamTypes.OUTBOUND.createSerializer(
                                    harness.getExecutionConfig().getSerializerConfig()));
            harness.getStreamConfig().serializeAllConfigs();
            harness.open();
            for (OutboundRecord record : records) {
                harness.processElement(record, 0);
            }
            harness.endInput();
            return harness.extractOutputValues();
        }
    }
}
