package io.omniflow.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed dead letters of a job with the default topics. One thread at a time may use it. */
final class DeadLetters implements AutoCloseable {

    private static final String TOPIC = "dlq.omniflow.requests.v1";

    private final Map<String, List<String>> codes = new LinkedHashMap<>();

    private final KafkaConsumer<String, byte[]> consumer;

    DeadLetters(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(TOPIC).stream()
                        .map(info -> new TopicPartition(TOPIC, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Returns why records with a key could not be processed, as far as is known by now. */
    List<String> codes(String key) {
        consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        return codes.getOrDefault(key, List.of());
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String code =
                new String(
                        record.headers().lastHeader("omniflow.errors.code").value(),
                        StandardCharsets.UTF_8);
        codes.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(code);
    }
}
