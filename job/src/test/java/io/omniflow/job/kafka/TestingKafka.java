package io.omniflow.job.kafka;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to and reads from a broker as any client would. */
public final class TestingKafka {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;

    public TestingKafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    public void create(String topic, int partitions) {
        create(topic, partitions, Map.of());
    }

    /** Returns when the broker lists the topic, which may be a little after it took it. */
    public void create(String topic, int partitions, Map<String, String> settings) {
        NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(created.configs(settings))).all().get();
            await().atMost(PATIENCE).until(() -> admin.listTopics().names().get().contains(topic));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    public void send(String topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic, key, value));
    }

    public void send(ProducerRecord<String, byte[]> record) {
        sendAll(List.of(record));
    }

    /** Sends records in order and returns when the broker has them. */
    public void sendAll(List<ProducerRecord<String, byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 8 << 20),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (ProducerRecord<String, byte[]> record : records) {
                sent.add(producer.send(record));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for at least so many committed records of a topic and returns all that are there. */
    public List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic, int atLeast) {
        return read(topic, atLeast, "read_committed");
    }

    /** Like {@link #readCommitted} for all records, committed or not. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic, int atLeast) {
        return read(topic, atLeast, "read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int atLeast, String level) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", level);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().pollInSameThread()
                    .atMost(PATIENCE)
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                                return records.size() >= atLeast && isPast(consumer, ends);
                            });
        }
        return records;
    }

    private static boolean isPast(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
