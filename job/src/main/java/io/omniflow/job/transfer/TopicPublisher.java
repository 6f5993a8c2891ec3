package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.config.KafkaAccess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes records that were read elsewhere, as they are. One thread at a time may use it. */
public final class TopicPublisher implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Creates a publisher; that the topics are there has been checked. */
    public TopicPublisher(KafkaAccess kafka) {
        Map<String, Object> settings =
                kafka.settings(Map.of("acks", "all", "max.request.size", Integer.MAX_VALUE));
        this.producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends a record of a cache with its own time; the broker has it after {@link #finish}. */
    public void publish(String topic, CacheRecord record) {
        send(
                new ProducerRecord<>(
                        topic, null, record.timestampMs(), record.key(), record.value()),
                record.headers());
    }

    /** Sends a record with the time of now; the broker has it after {@link #finish}. */
    public void publish(
            String topic,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        send(new ProducerRecord<>(topic, key, value), headers);
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

    private void send(ProducerRecord<byte[], byte[]> sent, List<RecordHeader> headers) {
        check();
        for (RecordHeader header : headers) {
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

    private void check() {
        Exception e = failure.get();
        if (e != null) {
            throw new ClientException("the broker did not take a record: " + e.getMessage(), e);
        }
    }
}
