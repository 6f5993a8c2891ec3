package io.omniflow.job.transfer;

import io.omniflow.executor.record.RecordHeader;
import io.omniflow.job.client.ClientException;
import io.omniflow.job.config.KafkaAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a cache topic from its beginning to where it ended when it was opened. One thread at a time
 * may use it. It belongs to no consumer group.
 */
public final class CacheTopic implements AutoCloseable {

    private final WholeTopic topic;

    /**
     * Opens a topic.
     *
     * @throws ClientException if no broker answers in time or the topic is not there
     */
    public CacheTopic(KafkaAccess kafka, String topic) {
        this.topic =
                new WholeTopic(
                        kafka, topic, "start a job that has a cache, or name another with --topic");
    }

    /**
     * Finds the newest record of each key. Only keys are kept in memory.
     *
     * @param progress is told how many records were read so far
     */
    public NewestRecords newest(LongConsumer progress) throws IOException {
        NewestRecords newest = new NewestRecords();
        topic.read(newest::see, progress);
        return newest;
    }

    /** Reads the newest record of each key that has a value, partition by partition in order. */
    public void read(NewestRecords newest, RecordSink sink, LongConsumer progress)
            throws IOException {
        topic.read(
                record -> {
                    if (record.value() != null && newest.contains(record)) {
                        sink.accept(cacheRecord(record));
                    }
                },
                progress);
    }

    /** Lets go of the broker. */
    @Override
    public void close() {
        topic.close();
    }

    private static CacheRecord cacheRecord(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new RecordHeader(h.key(), h.value())));
        return new CacheRecord(record.key(), record.value(), headers, record.timestamp());
    }

    /** Takes records. */
    @FunctionalInterface
    public interface RecordSink {

        /** Takes the next record. */
        void accept(CacheRecord record) throws IOException;
    }
}
