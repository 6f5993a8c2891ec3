package io.omniflow.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksTest {

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
    void topicsAreCreatedWithTheirPolicies() throws Exception {
        KafkaConfig config = config("created", true, Guarantee.EXACTLY_ONCE, Duration.ofDays(2));

        new StartChecks(config).run();

        assertThat(setting("created.cache", "cleanup.policy")).isEqualTo("compact");
        assertThat(setting("created.results", "cleanup.policy")).isEqualTo("delete");
        assertThat(setting("created.results", "max.message.bytes"))
                .isEqualTo(Integer.toString(config.maxMessageBytes()));
        assertThatCode(() -> new StartChecks(config).run()).doesNotThrowAnyException();
    }

    @Test
    void missingTopicsAreNamed() {
        KafkaConfig config = config("missing", false, Guarantee.AT_LEAST_ONCE, Duration.ofDays(2));

        assertRefused(
                () -> new StartChecks(config).run(),
                "missing.requests, missing.control",
                "kafka.create-topics: true");
    }

    @Test
    void aTransactionTimeoutAboveTheBrokersIsRefused() {
        KafkaConfig config = config("timeout", true, Guarantee.EXACTLY_ONCE, Duration.ofDays(30));

        assertRefused(
                () -> new StartChecks(config).run(),
                "transaction.max.timeout.ms to 2592000000",
                "delivery.transaction-timeout");
    }

    @Test
    void aTopicForSmallerRecordsIsRefused() {
        new TestingKafka(broker.bootstrapServers())
                .create("small.results", 1, Map.of("max.message.bytes", "20000"));
        KafkaConfig config = config("small", true, Guarantee.AT_LEAST_ONCE, Duration.ofDays(2));

        assertRefused(
                () -> new StartChecks(config).run(),
                "small.results takes records of at most 20000 bytes",
                "delivery.max-record-bytes");
    }

    @Test
    void anAbsentBrokerIsNamed() {
        KafkaConfig config =
                TestingConfigs.kafka("127.0.0.1:1", "absent", true, Guarantee.AT_LEAST_ONCE);

        assertRefused(
                () -> new StartChecks(config, Duration.ofSeconds(1)).run(),
                "no Kafka broker answers at kafka.bootstrap-servers = 127.0.0.1:1");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        KafkaConfig config =
                TestingConfigs.kafka("nonsense", "absent", true, Guarantee.AT_LEAST_ONCE);

        assertRefused(() -> new StartChecks(config).run(), "kafka.bootstrap-servers");
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .message()
                .contains(parts)
                .hasLineCount(1);
    }

    private static KafkaConfig config(
            String prefix, boolean create, Guarantee guarantee, Duration transactions) {
        return TestingConfigs.kafka(
                broker.bootstrapServers(), prefix, create, guarantee, transactions);
    }

    private static String setting(String topic, String key)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(key)
                    .value();
        }
    }
}
