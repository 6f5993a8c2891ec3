package io.omniflow.job.transfer;

import io.omniflow.job.client.ClientException;
import io.omniflow.job.config.KafkaAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of a topic from its beginning to where it ended when it was opened.
 * One thread at a time may use it. It belongs to no consumer group.
 */
public final class WholeTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private static final int PATIENCE_MS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    private final Map<TopicPartition, Long> ends;

    /**
     * Opens a topic.
     *
     * @param what what to do if the broker has no such topic
     * @throws ClientException if no broker answers in time or the topic is not there
     */
    public WholeTopic(KafkaAccess kafka, String topic, String what) {
        try {
            consumer =
                    new KafkaConsumer<>(
                            settings(kafka),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw absent(kafka, e);
        }
        try {
            ends = consumer.endOffsets(partitions(topic, what));
        } catch (KafkaException e) {
            consumer.close();
            throw absent(kafka, e);
        } catch (ClientException e) {
            consumer.close();
            throw e;
        }
        consumer.assign(ends.keySet());
    }

    /**
     * Reads all records, partition by partition in order.
     *
     * @param progress is told how many records were read so far
     */
    public void read(Visitor visitor, LongConsumer progress) throws IOException {
        consumer.seekToBeginning(ends.keySet());
        long seen = 0;
        while (!isAtEnd()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (record.offset() < end) {
                    visitor.visit(record);
                    seen++;
                }
            }
            progress.accept(seen);
        }
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        consumer.close();
    }

    private boolean isAtEnd() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private List<TopicPartition> partitions(String topic, String what) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new ClientException("the broker has no topic " + topic + ": " + what);
        }
        return partitions;
    }

    private static Map<String, Object> settings(KafkaAccess kafka) {
        return kafka.settings(
                Map.of(
                        "enable.auto.commit",
                        "false",
                        "allow.auto.create.topics",
                        "false",
                        "isolation.level",
                        "read_committed",
                        "default.api.timeout.ms",
                        PATIENCE_MS,
                        "request.timeout.ms",
                        PATIENCE_MS));
    }

    private static ClientException absent(KafkaAccess kafka, Exception cause) {
        return new ClientException(
                "no Kafka broker answers at "
                        + kafka.bootstrapServers()
                        + ": start one with './omniflow up' or name another with"
                        + " --bootstrap-servers",
                cause);
    }

    /** Takes the records of a topic. */
    @FunctionalInterface
    public interface Visitor {

        /** Takes the next record. */
        void visit(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }
}
