package io.omniflow.job.kafka;

import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;

/** Configurations for tests. */
final class TestingConfigs {

    static final Duration CACHE_RETENTION = Duration.ofDays(3);

    private TestingConfigs() {}

    static KafkaConfig kafka(
            String bootstrapServers, String prefix, boolean create, Guarantee guarantee) {
        return kafka(bootstrapServers, prefix, create, guarantee, Duration.ofHours(1));
    }

    static KafkaConfig kafka(
            String bootstrapServers,
            String prefix,
            boolean create,
            Guarantee guarantee,
            Duration transactions) {
        return new KafkaConfig(
                bootstrapServers,
                prefix,
                new KafkaConfig.Topics(
                        prefix + ".requests",
                        prefix + ".control",
                        prefix + ".results",
                        prefix + ".events",
                        prefix + ".cache",
                        prefix + ".dead-letters"),
                create,
                2,
                guarantee,
                100_000,
                transactions.toMillis(),
                CACHE_RETENTION.toMillis(),
                Map.of());
    }

    static KafkaConfig withoutCache(KafkaConfig config) {
        return new KafkaConfig(
                config.bootstrapServers(),
                config.groupId(),
                config.topics(),
                config.createTopics(),
                config.partitions(),
                config.guarantee(),
                config.maxRecordBytes(),
                config.transactionTimeoutMs(),
                0,
                config.clientProperties());
    }
}
