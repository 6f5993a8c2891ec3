package io.omniflow.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

        assertThat(setting("created.cache", "cleanup.policy")).isEqualTo("compact,delete");
        assertThat(setting("created.cache", "retention.ms"))
                .isEqualTo(Long.toString(TestingConfigs.CACHE_RETENTION.toMillis()));
        assertThat(Long.parseLong(setting("created.cache", "segment.ms")))
                .isLessThan(TestingConfigs.CACHE_RETENTION.toMillis());
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
    void aCacheTopicThatIsNotCompactedIsRefused() {
        create("plain", Map.of("cleanup.policy", "delete"));

        assertRefused(
                () -> new StartChecks(atLeastOnce("plain")).run(),
                "plain.cache is not compacted",
                "[compact,delete]",
                "cache.topic: false");
    }

    @Test
    void aCacheTopicThatForgetsTooEarlyIsRefused() {
        new StartChecks(atLeastOnce("hasty")).run();
        delete("hasty.cache");
        create("hasty", Map.of("cleanup.policy", "compact,delete", "retention.ms", "5000"));

        assertRefused(
                () -> new StartChecks(withoutCreation("hasty")).run(),
                "hasty.cache keeps its records for 5000 ms",
                "retention.ms to 259200000",
                "cache.ttl");
    }

    @Test
    void aCacheTopicOfTheJobIsToldToKeepLonger() throws Exception {
        create("raised", Map.of("cleanup.policy", "compact,delete", "retention.ms", "5000"));

        new StartChecks(atLeastOnce("raised")).run();

        await().untilAsserted(
                        () ->
                                assertThat(setting("raised.cache", "retention.ms"))
                                        .isEqualTo("259200000"));
    }

    @Test
    void aCacheTopicThatKeepsLongerIsFine() {
        create("compacted", Map.of("cleanup.policy", "compact", "retention.ms", "5000"));
        create("endless", Map.of("cleanup.policy", "compact,delete", "retention.ms", "-1"));

        assertThatCode(() -> new StartChecks(atLeastOnce("compacted")).run())
                .doesNotThrowAnyException();
        assertThatCode(() -> new StartChecks(atLeastOnce("endless")).run())
                .doesNotThrowAnyException();
    }

    @Test
    void aMissingCacheTopicIsNamedUnlessItIsOff() {
        new StartChecks(atLeastOnce("partly")).run();
        delete("partly.cache");
        KafkaConfig on = withoutCreation("partly");

        assertRefused(() -> new StartChecks(on).run(), "not exist: partly.cache;");
        assertThatCode(() -> new StartChecks(TestingConfigs.withoutCache(on)).run())
                .doesNotThrowAnyException();
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

    private static KafkaConfig atLeastOnce(String prefix) {
        return config(prefix, true, Guarantee.AT_LEAST_ONCE, Duration.ofDays(2));
    }

    private static KafkaConfig withoutCreation(String prefix) {
        return config(prefix, false, Guarantee.AT_LEAST_ONCE, Duration.ofDays(2));
    }

    private static void create(String prefix, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("max.message.bytes", "1000000");
        new TestingKafka(broker.bootstrapServers()).create(prefix + ".cache", 1, all);
    }

    private static void delete(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(topic));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
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
