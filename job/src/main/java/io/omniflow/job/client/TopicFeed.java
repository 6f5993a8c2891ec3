package io.omniflow.job.client;

import io.omniflow.core.logging.RequestScope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic from a moment on, on a thread of its own, and hands each record to a sink there.
 * It belongs to no consumer group, so that every reader sees every record.
 */
final class TopicFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);

    private static final Duration POLL = Duration.ofMillis(500);

    private static final long PARTITIONS_MS = 30_000;

    private static final long RETRY_MS = 1_000;

    private final String topic;

    private final KafkaConsumer<byte[], byte[]> consumer;

    private final Consumer<ConsumerRecord<byte[], byte[]>> sink;

    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();

    private final CountDownLatch closing = new CountDownLatch(1);

    private final Thread thread;

    private volatile long lastPollNs = System.nanoTime();

    private long partitionsSeenNs = System.nanoTime();

    /**
     * Fixes the offsets before it returns, so that nothing published afterwards is missed.
     *
     * @param settings settings of the consumer
     * @param topic the topic
     * @param history how far back to begin; zero for what comes from now on
     * @param sink takes each record, on the feed's thread
     */
    TopicFeed(
            Map<String, Object> settings,
            String topic,
            Duration history,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        this.topic = topic;
        this.sink = sink;
        this.consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, "omniflow-client-" + topic);
        thread.setDaemon(true);
        try {
            assign(history);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        thread.start();
    }

    /** Completes when everything that was there at the beginning has been handed to the sink. */
    CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    /** Returns how long ago the topic was last read without a failure. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastPollNs);
    }

    private void assign(Duration history) {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        ends.putAll(consumer.endOffsets(partitions));
        Map<TopicPartition, Long> times = new HashMap<>();
        long since = Instant.now().minus(history).toEpochMilli();
        partitions.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, OffsetAndTimestamp> starts =
                history.isZero() ? Map.of() : consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.get(partition) : start.offset());
        }
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void run() {
        try (consumer) {
            while (closing.getCount() > 0) {
                pollOnce();
            }
        } catch (InterruptException | WakeupException e) {
            LOG.debug("Reading {} was ended.", topic, e);
        } finally {
            caughtUp.complete(null);
        }
    }

    private void pollOnce() {
        try {
            consumer.poll(POLL).forEach(this::accept);
            lastPollNs = System.nanoTime();
            if (!caughtUp.isDone() && isPastEnds()) {
                caughtUp.complete(null);
            }
            addPartitions();
        } catch (InterruptException | WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("Cannot read {}; trying again.", topic, e);
            await(RETRY_MS);
        }
    }

    /** A record that a listener cannot take must not keep the others from it. */
    @SuppressWarnings("try")
    private void accept(ConsumerRecord<byte[], byte[]> record) {
        try {
            sink.accept(record);
        } catch (RuntimeException e) {
            try (RequestScope scope = RequestScope.of(keyOf(record))) {
                LOG.warn("A record of {} was not taken.", topic, e);
            }
        }
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private boolean isPastEnds() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Partitions that a topic is given later are read from their beginning. */
    private void addPartitions() {
        if (System.nanoTime() - partitionsSeenNs < TimeUnit.MILLISECONDS.toNanos(PARTITIONS_MS)) {
            return;
        }
        partitionsSeenNs = System.nanoTime();
        Set<TopicPartition> known = consumer.assignment();
        List<TopicPartition> added =
                partitions().stream().filter(partition -> !known.contains(partition)).toList();
        if (!added.isEmpty()) {
            List<TopicPartition> all = new ArrayList<>(known);
            all.addAll(added);
            consumer.assign(all);
            consumer.seekToBeginning(added);
        }
    }

    private void await(long ms) {
        try {
            closing.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the thread has ended, or after a few seconds; the sink may not call it. */
    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
