package io.omniflow.job.client;

import com.google.protobuf.MessageLite;
import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes messages to the topics that a job reads. */
final class Publisher implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;

    /** Learns where the topics are, so that nobody who publishes waits for that. */
    Publisher(ClientOptions options) {
        producer =
                new KafkaProducer<>(
                        options.producer(), new StringSerializer(), new ByteArraySerializer());
        KafkaConfig.Topics topics = options.topics();
        try {
            producer.partitionsFor(topics.requests());
            producer.partitionsFor(topics.control());
        } catch (KafkaException e) {
            close();
            throw new ClientException("the topics cannot be written: " + e.getMessage(), e);
        }
    }

    /** Publishes and returns when the broker has the record. */
    void publish(String topic, String key, MessageLite message) {
        try {
            send(topic, key, message).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ClientException ours
                    ? ours
                    : new ClientException("the record was not published", e);
        }
    }

    /** Completes when the broker has the record, or fails with a {@link ClientException}. */
    CompletableFuture<Void> send(String topic, String key, MessageLite message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            producer.send(
                    new ProducerRecord<>(topic, key, message.toByteArray()),
                    (metadata, failure) -> {
                        if (failure == null) {
                            sent.complete(null);
                        } else {
                            sent.completeExceptionally(refused(failure));
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            sent.completeExceptionally(refused(e));
        }
        return sent;
    }

    private static ClientException refused(Exception failure) {
        return new ClientException(
                "the broker did not take the record: " + failure.getMessage(), failure);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
