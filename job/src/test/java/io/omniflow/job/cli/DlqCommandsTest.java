package io.omniflow.job.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.result.TaskError;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.kafka.TestingKafka;
import io.omniflow.v1.GenerationRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters are listed, shown and sent again. */
class DlqCommandsTest {

    private static final byte[] GARBAGE = {(byte) 0xff, 1, 2, 3};
    private static final byte[] REQUEST =
            GenerationRequest.newBuilder()
                    .setId("r1")
                    .setPrompt("a red circle")
                    .build()
                    .toByteArray();

    @TempDir private static Path directory;

    private static EmbeddedBroker broker;

    private final Cli cli = new Cli();

    @BeforeAll
    static void startsABroker() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
        kafka().create("dlq", 1);
        kafka().create("requests", 1);
        kafka().create("control", 1);
        kafka().create("empty", 1);
        List<RecordHeader> tenant = List.of(RecordHeader.of("tenant", "acme"));
        letter("requests", "bad", GARBAGE, tenant, "admission", ErrorCode.UNPARSEABLE);
        letter("requests", "r1", REQUEST, List.of(), "generation", ErrorCode.POISON);
        letter("control", "c1", REQUEST, List.of(), "control", ErrorCode.INVALID_COMMAND);
        letter(
                "requests",
                "cut",
                GARBAGE,
                List.of(RecordHeader.of("omniflow.errors.truncated-bytes", "9")),
                "admission",
                ErrorCode.UNPARSEABLE);
    }

    @AfterAll
    static void stopsTheBroker() {
        broker.close();
    }

    @Test
    void theNewestAreListedAndAllAreCounted() {
        assertThat(dlq("list", "--limit", "3")).isZero();
        assertThat(cli.out().lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("PLACE").contains("REASON"),
                        line -> assertThat(line).startsWith("0-1 ").contains("POISON", "r1"),
                        line -> assertThat(line).startsWith("0-2 ").contains("INVALID_COMMAND"),
                        line -> assertThat(line).startsWith("0-3 ").contains("the reason"),
                        counts ->
                                assertThat(counts)
                                        .isEqualTo("1 INVALID_COMMAND, 1 POISON, 2 UNPARSEABLE"));
    }

    @Test
    void oneCodeIsListedForPrograms() {
        assertThat(dlq("list", "--code", "POISON", "--output", "json")).isZero();
        assertThat(cli.out().lines())
                .singleElement()
                .asString()
                .contains("\"place\":\"0-1\"", "\"topic\":\"requests\"", "\"origin\":\"0-7\"");
    }

    @Test
    void anEmptyTopicSaysSo() {
        cli.execute(
                "dlq",
                "list",
                "--topic",
                "empty",
                "--bootstrap-servers",
                broker.bootstrapServers());
        assertThat(cli.out()).isEqualTo("empty: no dead letters" + System.lineSeparator());
    }

    @Test
    void aRequestIsShownAsOneAndOtherBytesAsTheyAre() {
        assertThat(dlq("show", "0-1")).isZero();
        assertThat(cli.out()).contains("POISON", "\"prompt\": \"a red circle\"", "requests 0-7");
        assertThat(dlq("show", "0-0")).isZero();
        assertThat(cli.out()).contains("4 bytes:", "ff 01 02 03", "header tenant", "acme");
        assertThat(dlq("show", "0-2")).isZero();
        assertThat(cli.out().substring(cli.out().indexOf("INVALID_COMMAND")))
                .doesNotContain("\"prompt\"");
        assertThat(dlq("show", "0-99")).isEqualTo(1);
        assertThat(cli.err()).contains("dlq has no dead letter at 0-99");
        assertThat(dlq("show", "first")).isEqualTo(2);
        assertThat(cli.err()).contains("'first' is no PARTITION-OFFSET such as 0-17");
    }

    @Test
    void whatIsWholeIsSentAgainAsItCame() {
        assertThat(dlq("replay", "--code", "UNPARSEABLE", "--dry-run")).isEqualTo(1);
        assertThat(cli.out()).contains("1 would be sent to requests", "1 left out");

        assertThat(dlq("replay", "--all")).isEqualTo(1);
        assertThat(cli.out()).contains("2 sent to requests", "1 sent to control");
        List<ConsumerRecord<byte[], byte[]>> again = kafka().readCommitted("requests", 2);
        assertThat(again).extracting(ConsumerRecord::value).containsExactly(GARBAGE, REQUEST);
        assertThat(again.get(0).key()).isEqualTo("bad".getBytes(UTF_8));
        assertThat(again.get(0).headers()).extracting(Header::key).containsExactly("tenant");
        assertThat(again.get(1).headers()).isEmpty();
        assertThat(kafka().readCommitted("control", 1)).hasSize(1);

        assertThat(dlq("replay", "0-1", "0-77")).isEqualTo(1);
        assertThat(cli.err()).contains("dlq has no dead letter at 0-77");
        assertThat(kafka().readCommitted("requests", 3)).hasSize(3);
    }

    @Test
    void nothingIsSentUnlessToldWhat() {
        assertThat(dlq("replay")).isEqualTo(2);
        assertThat(cli.err()).contains("--all");
    }

    private int dlq(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 5);
        System.arraycopy(args, 0, all, 1, args.length);
        all[0] = "dlq";
        all[args.length + 1] = "--topic";
        all[args.length + 2] = "dlq";
        all[args.length + 3] = "--bootstrap-servers";
        all[args.length + 4] = broker.bootstrapServers();
        return cli.execute(all);
    }

    private static void letter(
            String topic,
            String key,
            byte[] value,
            List<RecordHeader> headers,
            String stage,
            ErrorCode code) {
        InboundRecord origin =
                new InboundRecord(topic, 0, 7, 1_000, key.getBytes(UTF_8), value, headers);
        OutboundRecord letter =
                new DeadLetterEncoder()
                        .encode(origin, stage, new TaskError(code, "the reason"), 2_000);
        ProducerRecord<String, byte[]> sent =
                new ProducerRecord<>("dlq", 0, letter.timestampMs(), key, letter.value());
        letter.headers().forEach(header -> sent.headers().add(header.key(), header.value()));
        kafka().sendAll(List.of(sent));
    }

    private static TestingKafka kafka() {
        return new TestingKafka(broker.bootstrapServers());
    }
}
