package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.job.config.KafkaConfig;
import java.util.Objects;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Builds the sources. */
final class Sources {

    private final KafkaConfig config;

    Sources(KafkaConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    KafkaSource<InboundRecord> of(String topic, String name, OffsetsInitializer start) {
        return KafkaSource.<InboundRecord>builder()
                .setProperties(config.properties())
                .setBootstrapServers(config.bootstrapServers())
                .setGroupId(config.groupId())
                .setClientIdPrefix(config.groupId() + "-" + name)
                .setTopics(topic)
                .setStartingOffsets(start)
                .setDeserializer(new InboundSchema())
                .build();
    }
}
