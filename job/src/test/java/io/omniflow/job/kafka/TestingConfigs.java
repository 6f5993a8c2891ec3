package io.omniflow.job.kafka;

import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;

/** Configurations for tests. */
final class TestingConfigs {

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
                true,
                Map.of());
    }
}
