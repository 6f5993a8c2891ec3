package io.omniflow.job.bench.dataflow;

import io.omniflow.job.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the results topic of one partition from its beginning. Not thread-safe. */
final class Results implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TopicPartition partition;
    private final KafkaConsumer<String, byte[]> consumer;

    Results(KafkaConfig kafka) {
        partition = new TopicPartition(kafka.topics().results(), 0);
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("enable.auto.commit", "false");
        consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Returns how many results there are. */
    long count() {
        return consumer.endOffsets(List.of(partition)).get(partition);
    }

    ConsumerRecords<String, byte[]> poll(Duration time) {
        return consumer.poll(time);
    }

    /** Returns the nanosecond at which there were so many results, looked at every few ms. */
    long await(long results) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count() < results) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        count()
                                + " of "
                                + results
                                + " results after "
                                + PATIENCE.toSeconds()
                                + " s");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return System.nanoTime();
    }

    /**
     * Reads on until so many more results have come, without keeping the broker busy meanwhile.
     *
     * @return the nanosecond at which the last one was here
     */
    long read(int results) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int read = 0; read < results; read += poll(Duration.ofSeconds(1)).count()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        read + " of " + results + " results after " + PATIENCE.toSeconds() + " s");
            }
        }
        return System.nanoTime();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
