package io.omniflow.job.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads events and committed results from the moment of its creation. One thread at a time may use
 * it.
 */
public final class Follower implements AutoCloseable {

    private final KafkaConfig.Topics topics;

    private final KafkaConsumer<byte[], byte[]> consumer;

    Follower(String bootstrapServers, KafkaConfig.Topics topics) {
        this.topics = topics;
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false");
        this.consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        startFromNow();
    }

    /** Waits at most so long for what comes next; a record that makes no sense is skipped. */
    public List<Incoming> poll(Duration time) {
        List<Incoming> incoming = new ArrayList<>();
        consumer.poll(time).forEach(record -> parse(record).ifPresent(incoming::add));
        return incoming;
    }

    /** Stops following. */
    @Override
    public void close() {
        consumer.close();
    }

    /** Fixes the offsets before it returns, so that nothing published afterwards is missed. */
    private void startFromNow() {
        List<TopicPartition> partitions =
                Stream.of(topics.events(), topics.results())
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    private Optional<Incoming> parse(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    record.topic().equals(topics.results())
                            ? new Incoming.Result(GenerationResult.parseFrom(record.value()))
                            : new Incoming.Event(GenerationEvent.parseFrom(record.value())));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
