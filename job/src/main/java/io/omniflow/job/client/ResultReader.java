package io.omniflow.job.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.v1.GenerationResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads single results again from where they lie. Threads take turns. */
final class ResultReader implements AutoCloseable {

    private final ClientOptions options;

    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    private boolean isClosed;

    ResultReader(ClientOptions options) {
        this.options = options;
    }

    /**
     * Reads one result.
     *
     * @return the result; empty if the topic does not keep it any more
     * @throws ClientException if the broker does not answer in time
     */
    synchronized Optional<GenerationResult> read(RecordPlace place) {
        if (isClosed) {
            throw new ClientException("the client is closed");
        }
        try {
            return find(place);
        } catch (OffsetOutOfRangeException e) {
            return Optional.empty();
        } catch (KafkaException e) {
            throw new ClientException("the result cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<GenerationResult> find(RecordPlace place) {
        KafkaConsumer<byte[], byte[]> open = open();
        TopicPartition partition =
                new TopicPartition(options.topics().results(), place.partition());
        open.assign(List.of(partition));
        open.seek(partition, place.offset());
        long end = System.nanoTime() + options.patience().toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : open.poll(Duration.ofMillis(200))) {
                return record.offset() == place.offset() ? parse(record) : Optional.empty();
            }
        }
        throw new ClientException("the result was not read within " + options.patience());
    }

    private static Optional<GenerationResult> parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null
                    ? Optional.empty()
                    : Optional.of(GenerationResult.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        if (consumer == null) {
            consumer =
                    new KafkaConsumer<>(
                            options.single(),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
        }
        return consumer;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
