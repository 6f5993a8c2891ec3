package io.omniflow.job.kafka;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/** Builds the sinks. */
final class Sinks {

    private static final long LEAST_BUFFER_BYTES = 32L << 20;

    /** Brokers and clients work by batch more than by record; the default of 16 KiB is small. */
    private static final int BATCH_BYTES = 128 << 10;

    private final KafkaConfig config;

    Sinks(KafkaConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    /**
     * Builds a sink.
     *
     * @param guaranteed whether it follows the delivery guarantee; others write at least once
     * @param lingerMs how long a record may wait for others to share its batch, unless the
     *     deployment says otherwise
     */
    KafkaSink<OutboundRecord> of(String topic, String name, boolean guaranteed, int lingerMs) {
        KafkaSinkBuilder<OutboundRecord> builder =
                KafkaSink.<OutboundRecord>builder()
                        .setKafkaProducerConfig(producer(lingerMs))
                        .setBootstrapServers(config.bootstrapServers())
                        .setRecordSerializer(new OutboundSchema(topic))
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
        if (guaranteed && config.guarantee() == Guarantee.EXACTLY_ONCE) {
            transactional(builder, name);
        }
        return builder.build();
    }

    private void transactional(KafkaSinkBuilder<OutboundRecord> builder, String name) {
        builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(config.groupId() + "-" + name)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setProperty(
                        "transaction.timeout.ms", Long.toString(config.transactionTimeoutMs()));
    }

    private Properties producer(int lingerMs) {
        int limit = config.maxMessageBytes();
        Properties producer = config.properties();
        producer.putIfAbsent("linger.ms", Integer.toString(lingerMs));
        producer.putIfAbsent("batch.size", Integer.toString(BATCH_BYTES));
        producer.setProperty("max.request.size", Integer.toString(limit));
        producer.setProperty(
                "buffer.memory", Long.toString(Math.max(LEAST_BUFFER_BYTES, 2L * limit)));
        return producer;
    }
}
