package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.ClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a cache topic from its beginning to where it ended when it was opened. One thread at a time
 * may use it. It belongs to no consumer group.
 */
public final class CacheTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private static final int PATIENCE_MS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    private final Map<TopicPartition, Long> ends;

    /**
     * Opens a topic.
     *
     * @throws ClientException if no broker answers in time or the topic is not there
     */
    public CacheTopic(String bootstrapServers, String topic) {
        try {
            consumer =
                    new KafkaConsumer<>(
                            settings(bootstrapServers),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw absent(bootstrapServers, e);
        }
        try {
            ends = consumer.endOffsets(partitions(topic));
        } catch (KafkaException e) {
            consumer.close();
            throw absent(bootstrapServers, e);
        } catch (ClientException e) {
            consumer.close();
            throw e;
        }
        consumer.assign(ends.keySet());
    }

    /**
     * Finds the newest record of each key. Only keys are kept in memory.
     *
     * @param progress is told how many records were read so far
     */
    public NewestRecords newest(LongConsumer progress) throws IOException {
        NewestRecords newest = new NewestRecords();
        read(newest::see, progress);
        return newest;
    }

    /** Reads the newest record of each key that has a value, partition by partition in order. */
    public void read(NewestRecords newest, RecordSink sink, LongConsumer progress)
            throws IOException {
        read(
                record -> {
                    if (record.value() != null && newest.contains(record)) {
                        sink.accept(cacheRecord(record));
                    }
                },
                progress);
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        consumer.close();
    }

    private void read(Visitor visitor, LongConsumer progress) throws IOException {
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

    private boolean isAtEnd() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new ClientException(
                    "the broker has no topic "
                            + topic
                            + ": start a job that has a cache, or name another with --topic");
        }
        return partitions;
    }

    private static CacheRecord cacheRecord(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new RecordHeader(h.key(), h.value())));
        return new CacheRecord(record.key(), record.value(), headers, record.timestamp());
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers", bootstrapServers,
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false",
                "default.api.timeout.ms", PATIENCE_MS,
                "request.timeout.ms", PATIENCE_MS);
    }

    private static ClientException absent(String bootstrapServers, Exception cause) {
        return new ClientException(
                "no Kafka broker answers at "
                        + bootstrapServers
                        + ": start one with './omniflow up' or name another with"
                        + " --bootstrap-servers",
                cause);
    }

    /** Takes records. */
    @FunctionalInterface
    public interface RecordSink {

        /** Takes the next record. */
        void accept(CacheRecord record) throws IOException;
    }

    @FunctionalInterface
    private interface Visitor {

        void visit(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }
}
