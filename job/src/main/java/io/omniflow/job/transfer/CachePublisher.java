package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.ClientException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes records of an export, with their own times. One thread at a time may use it. */
public final class CachePublisher implements AutoCloseable {

    private final String topic;

    private final KafkaProducer<byte[], byte[]> producer;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Creates a publisher; that the topic is there has been checked. */
    public CachePublisher(String bootstrapServers, String topic) {
        this.topic = topic;
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "max.request.size",
                        Integer.MAX_VALUE);
        this.producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends a record, which the broker has after {@link #finish}. */
    public void publish(CacheRecord record) {
        check();
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(
                        topic, null, record.timestampMs(), record.key(), record.value());
        for (RecordHeader header : record.headers()) {
            sent.headers().add(header.key(), header.value());
        }
        producer.send(
                sent,
                (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
    }

    /**
     * Waits until the broker has all records.
     *
     * @throws ClientException if it refused one
     */
    public void finish() {
        producer.flush();
        check();
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        producer.close();
    }

    private void check() {
        Exception e = failure.get();
        if (e != null) {
            throw new ClientException("the broker did not take a record: " + e.getMessage(), e);
        }
    }
}
