package io.omniflow.executor.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record ready for a sink, which knows its topic.
 *
 * @param key may be null for a dead letter; never written after construction
 * @param value null for a tombstone or a dead letter that had none; never written after
 *     construction
 * @param headers in order
 * @param timestampMs epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // records are carried, never compared
public record OutboundRecord(
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        long timestampMs) {

    /** Copies the headers. */
    public OutboundRecord {
        headers = List.copyOf(headers);
    }

    /** Returns how many bytes key, value and headers take, without the broker's framing. */
    public long payloadBytes() {
        long bytes = length(key) + length(value);
        for (RecordHeader header : headers) {
            bytes += header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
