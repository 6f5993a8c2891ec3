package io.omniflow.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAuditTest {

    @TempDir private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startsABroker() {
        broker = EmbeddedBroker.start(directory, 0);
    }

    @AfterAll
    static void stopsTheBroker() {
        broker.close();
    }

    @Test
    void topicsThatTheJobHasCreatedAreFine() {
        KafkaConfig config = config("created", true);
        new StartChecks(config).run();

        TopicAudit.Report report = new TopicAudit(config).run();

        assertThat(report.nodes()).isEqualTo(1);
        assertThat(report.faults()).isEmpty();
    }

    @Test
    void missingTopicsAreNamedWithTheCommandThatCreatesThemAndStayMissing() {
        KafkaConfig config = config("missing", false);

        List<TopicAudit.Fault> faults = new TopicAudit(config).run().faults();

        assertThat(faults).hasSize(6).allMatch(TopicAudit.Fault::fatal);
        assertThat(advice(faults, "missing.cache"))
                .contains(
                        "--create --topic missing.cache --partitions 2"
                                + " --config cleanup.policy=compact,delete --config"
                                + " max.message.bytes="
                                + config.maxMessageBytes());
        assertThat(new TopicAudit(config("missing", true)).run().faults())
                .hasSize(6)
                .noneMatch(TopicAudit.Fault::fatal);
    }

    @Test
    void topicsOfAnotherKindAreNamed() {
        TestingKafka kafka = new TestingKafka(broker.bootstrapServers());
        kafka.create("wrong.cache", 1, Map.of("cleanup.policy", "delete"));
        kafka.create("wrong.results", 1, Map.of("max.message.bytes", "1000"));
        kafka.create("wrong.events", 1, Map.of("cleanup.policy", "compact"));
        KafkaConfig config = config("wrong", true);
        new Present(config).without("cache", "results", "events");

        List<TopicAudit.Fault> faults = new TopicAudit(config).run().faults();

        assertThat(faults).allMatch(TopicAudit.Fault::fatal);
        assertThat(advice(faults, "wrong.cache")).contains("[compact,delete]");
        assertThat(advice(faults, "wrong.results"))
                .contains("set its max.message.bytes to " + config.maxMessageBytes());
        assertThat(advice(faults, "wrong.events")).contains("set its cleanup.policy to delete");
        assertThat(faults).hasSize(3);
    }

    @Test
    void aCacheTopicThatForgetsTooEarlyIsNamed() {
        TestingKafka kafka = new TestingKafka(broker.bootstrapServers());
        kafka.create(
                "hasty.cache",
                1,
                Map.of("cleanup.policy", "compact,delete", "retention.ms", "5000"));
        new Present(config("hasty", true)).without("cache");

        assertThat(new TopicAudit(config("hasty", false)).run().faults())
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.fatal()).isTrue();
                            assertThat(fault.text()).contains("5000 ms only");
                        });
        assertThat(new TopicAudit(config("hasty", true)).run().faults())
                .singleElement()
                .matches(fault -> !fault.fatal());
    }

    @Test
    void anAbsentBrokerIsAFailureWithItsCause() {
        assertThatThrownBy(
                        () ->
                                new TopicAudit(
                                                TestingConfigs.kafka(
                                                        "nonsense",
                                                        "x",
                                                        true,
                                                        Guarantee.AT_LEAST_ONCE))
                                        .run())
                .isInstanceOf(KafkaException.class);
    }

    private static KafkaConfig config(String prefix, boolean create) {
        return TestingConfigs.kafka(
                broker.bootstrapServers(), prefix, create, Guarantee.AT_LEAST_ONCE);
    }

    private static String advice(List<TopicAudit.Fault> faults, String topic) {
        return faults.stream()
                .filter(fault -> fault.topic().equals(topic))
                .findFirst()
                .orElseThrow()
                .advice();
    }

    /** Creates the topics of a deployment that are not there. */
    private record Present(KafkaConfig config) {

        void without(String... kinds) {
            List<String> left =
                    List.of(kinds).stream().map(kind -> config.groupId() + "." + kind).toList();
            TestingKafka kafka = new TestingKafka(config.bootstrapServers());
            new Topics(config)
                    .needed().stream()
                            .filter(topic -> !left.contains(topic.name()))
                            .forEach(topic -> kafka.create(topic.name(), 1, topic.configs()));
            // A topic is created before the broker tells of it.
            await().until(
                            () ->
                                    new TopicAudit(config)
                                            .run().faults().stream()
                                                    .noneMatch(f -> f.text().contains("yet")));
        }
    }
}
