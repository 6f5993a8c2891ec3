package io.omniflow.job.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Fills a journal from the topics of a {@link TestingJob}, as a read_committed reader sees them;
 * each record is read once. One thread at a time may use it.
 */
final class JournalReader implements AutoCloseable {

    private final Journal journal = new Journal();
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Reads from the beginning. */
    JournalReader(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                Stream.of(TestingJob.RESULTS, TestingJob.EVENTS, TestingJob.DEAD_LETTERS)
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    Journal journal() {
        return journal;
    }

    /** Waits at most so long for what comes next. */
    void read(Duration time) {
        consumer.poll(time).forEach(this::take);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (record.topic()) {
                case TestingJob.RESULTS -> journal.take(GenerationResult.parseFrom(record.value()));
                case TestingJob.EVENTS -> journal.take(GenerationEvent.parseFrom(record.value()));
                default ->
                        journal.take(
                                new Journal.DeadLetter(
                                        text(record.key()),
                                        header(record, "omniflow.errors.code")));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the job wrote what cannot be read: " + record, e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
        Header header = record.headers().lastHeader(key);
        return header == null ? "" : text(header.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
