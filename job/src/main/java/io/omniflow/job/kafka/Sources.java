package io.omniflow.job.kafka;

import io.omniflow.executor.record.InboundRecord;
import io.omniflow.job.config.KafkaConfig;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Builds the sources. */
final class Sources {

    private final KafkaConfig config;

    Sources(KafkaConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    /** Builds a source that gets every record as soon as it is there. */
    KafkaSource<InboundRecord> of(String topic, String name, OffsetsInitializer start) {
        return build(config.properties(), topic, name, start);
    }

    /**
     * Builds a source that waits a while for many records, unless the deployment says otherwise.
     *
     * @param bytes how many bytes are worth an answer of the broker
     * @param delayMs how long it waits for them
     */
    KafkaSource<InboundRecord> ofBatches(
            String topic, String name, OffsetsInitializer start, int bytes, int delayMs) {
        Properties properties = config.properties();
        properties.putIfAbsent("fetch.min.bytes", Integer.toString(bytes));
        properties.putIfAbsent("fetch.max.wait.ms", Integer.toString(delayMs));
        return build(properties, topic, name, start);
    }

    private KafkaSource<InboundRecord> build(
            Properties properties, String topic, String name, OffsetsInitializer start) {
        return KafkaSource.<InboundRecord>builder()
                .setProperties(properties)
                .setBootstrapServers(config.bootstrapServers())
                .setGroupId(config.groupId())
                .setClientIdPrefix(config.groupId() + "-" + name)
                .setTopics(topic)
                .setStartingOffsets(start)
                .setDeserializer(new InboundSchema())
                .build();
    }
}
