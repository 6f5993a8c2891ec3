package io.omniflow.executor.delivery;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How large a record is to producers and brokers. Both measure the batch that a record is sent in,
 * uncompressed, and the guards must never say that a record fits when they say that it does not: a
 * refused record fails the job.
 */
final class RecordSize {

    /** The header of a record batch: 61 bytes. */
    private static final int BATCH_OVERHEAD = 61;

    /** Length, attributes, time and offset deltas, the lengths of key and value, header count. */
    private static final int RECORD_OVERHEAD = 21 + 5;

    /** The lengths of a header's name and value. */
    private static final int HEADER_OVERHEAD = 5 + 5;

    private RecordSize() {}

    /** Returns an upper bound of the bytes that the record takes alone in a batch. */
    static long of(OutboundRecord record) {
        long bytes = BATCH_OVERHEAD + RECORD_OVERHEAD;
        bytes += length(record.key()) + length(record.value());
        for (RecordHeader header : record.headers()) {
            bytes += HEADER_OVERHEAD + length(header.key().getBytes(StandardCharsets.UTF_8));
            bytes += length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
