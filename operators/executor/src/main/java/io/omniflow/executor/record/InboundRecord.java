package io.omniflow.executor.record;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came from a topic, bytes untouched.
 *
 * @param topic where it came from
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestampMs the record's timestamp, epoch milliseconds
 * @param key may be null; never written after construction
 * @param value may be null; never written after construction
 * @param headers in order, duplicates kept
 */
@SuppressWarnings("ArrayRecordComponent") // records are carried, never compared
public record InboundRecord(
        String topic,
        int partition,
        long offset,
        long timestampMs,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers) {

    /** Checks the topic and copies the headers. */
    public InboundRecord {
        Objects.requireNonNull(topic, "topic");
        headers = List.copyOf(headers);
    }
}
