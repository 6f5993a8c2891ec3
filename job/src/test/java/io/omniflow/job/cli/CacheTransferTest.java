package io.omniflow.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.Output;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.kafka.TestingKafka;
import io.omniflow.v1.CacheEpoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a cache topic go to a file and back. */
class CacheTransferTest {

    private static final String ENTRY = key("print");
    private static final String REMOVED = key("other");
    private static final String EPOCH = "epoch/MODEL/m";

    @TempDir private static Path directory;

    private static EmbeddedBroker broker;

    private final Cli cli = new Cli();

    @BeforeAll
    static void startsABroker() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
    }

    @AfterAll
    static void stopsTheBroker() {
        broker.close();
    }

    @Test
    void theNewestValidRecordsArriveOnceWithTheirTimes() {
        fill("from");
        kafka().create("to", 3);
        Path file = directory.resolve("warm");

        assertThat(execute("export", file.toString(), "--topic", "from")).isZero();
        assertThat(cli.out()).contains(": 2 records of from, ").contains("; 1 left out");
        assertThat(execute("warm", file.toString(), "--topic", "to")).isZero();
        assertThat(cli.out()).contains("to: 2 records published, 0 already there");
        assertThat(execute("warm", file.toString(), "--topic", "to", "--output", "json")).isZero();
        assertThat(cli.out()).contains("\"published\":0,\"present\":2,\"skipped\":0");

        Map<String, ConsumerRecord<byte[], byte[]>> warmed = records("to");
        assertThat(warmed.keySet()).containsExactly(EPOCH, ENTRY);
        assertThat(warmed.get(ENTRY).value()).isEqualTo(entry("print", "new").value());
        assertThat(warmed.get(ENTRY).timestamp()).isEqualTo(2_000);
        assertThat(new String(warmed.get(ENTRY).headers().lastHeader("note").value(), UTF_8))
                .isEqualTo("kept");
    }

    @Test
    void whatTheTopicHasNewerStays() {
        fill("older");
        kafka().create("newer", 1);
        send("newer", ENTRY, null, 9_000);
        Path file = directory.resolve("older-export");

        execute("export", file.toString(), "--topic", "older");

        assertThat(execute("warm", file.toString(), "--topic", "newer")).isZero();
        assertThat(cli.out()).contains("newer: 1 records published, 1 already there");
        assertThat(records("newer").get(ENTRY).value()).isNull();
    }

    @Test
    void aFileThatIsNoneOrCutOffIsRefusedInOneLine() throws IOException {
        fill("whole");
        Path file = directory.resolve("cut");
        execute("export", file.toString(), "--topic", "whole");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));
        Path foreign = Files.writeString(directory.resolve("foreign"), "some other file, longer");

        assertThat(execute("warm", file.toString(), "--topic", "whole")).isEqualTo(1);
        assertThat(cli.err()).contains("cut off or damaged after ");
        assertThat(execute("warm", foreign.toString(), "--topic", "whole")).isEqualTo(1);
        assertThat(cli.err()).contains("is no file of 'omniflow cache export'");
        assertThat(execute("warm", "no-such-file")).isEqualTo(1);
        assertThat(cli.err()).contains("there is no file no-such-file");
        assertThat(execute("export", "x", "--topic", "absent")).isEqualTo(1);
        assertThat(cli.err()).contains("the broker has no topic absent");
        assertThat(Path.of("x")).doesNotExist();
    }

    private int execute(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 3);
        System.arraycopy(args, 0, all, 1, args.length);
        all[0] = "cache";
        all[args.length + 1] = "--bootstrap-servers";
        all[args.length + 2] = broker.bootstrapServers();
        return cli.execute(all);
    }

    private static void fill(String topic) {
        kafka().create(topic, 2);
        send(topic, ENTRY, entry("print", "old").value(), 1_000);
        send(topic, REMOVED, entry("other", "old").value(), 1_000);
        send(topic, REMOVED, null, 1_500);
        send(topic, "key:poison:@", new byte[] {1, 2, 3}, 1_600);
        send(topic, EPOCH, epoch(), 1_700);
        send(topic, ENTRY, entry("print", "new").value(), 2_000);
    }

    private static void send(String topic, String key, byte[] value, long timestampMs) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, null, timestampMs, key, value);
        record.headers().add("note", "kept".getBytes(UTF_8));
        kafka().send(record);
    }

    private static Map<String, ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
        List<ConsumerRecord<byte[], byte[]>> all = kafka().readAll(topic, 0);
        all.forEach(record -> records.put(new String(record.key(), UTF_8), record));
        assertThat(all).hasSameSizeAs(records.keySet());
        return records;
    }

    private static OutboundRecord entry(String fingerprint, String picture) {
        Output output = new Output(picture.getBytes(UTF_8), "image/png", 32, 32, List.of());
        return new CacheEntryEncoder()
                .encode(new CacheEntry("key", fingerprint, "m", "r", "", 1, 4, output), 1);
    }

    private static String key(String fingerprint) {
        return new String(entry(fingerprint, "any").key(), UTF_8);
    }

    private static byte[] epoch() {
        return CacheEpoch.newBuilder()
                .setScope(CacheEpoch.Scope.SCOPE_MODEL)
                .setName("m")
                .setBeforeMs(7)
                .build()
                .toByteArray();
    }

    private static TestingKafka kafka() {
        return new TestingKafka(broker.bootstrapServers());
    }
}
