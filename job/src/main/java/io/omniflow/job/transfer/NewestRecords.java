package io.omniflow.job.transfer;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where the newest record of each key is. */
public final class NewestRecords {

    private final Map<ByteBuffer, Position> positions = new HashMap<>();

    NewestRecords() {}

    void see(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            positions.put(
                    ByteBuffer.wrap(record.key()),
                    new Position(record.partition(), record.offset(), record.timestamp()));
        }
    }

    boolean contains(ConsumerRecord<byte[], byte[]> record) {
        Position newest =
                record.key() == null ? null : positions.get(ByteBuffer.wrap(record.key()));
        return newest != null
                && newest.partition == record.partition()
                && newest.offset == record.offset();
    }

    /** Tells whether the topic has a record of the key, or its removal, that is no older. */
    public boolean supersede(CacheRecord record) {
        Position newest = positions.get(ByteBuffer.wrap(record.key()));
        return newest != null && newest.timestampMs >= record.timestampMs();
    }

    private record Position(int partition, long offset, long timestampMs) {}
}
