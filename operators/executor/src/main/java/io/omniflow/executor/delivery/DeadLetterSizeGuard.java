package io.omniflow.executor.delivery;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Cuts dead letters that are too large, and says in the header {@code
 * omniflow.errors.truncated-bytes} how much is missing. The end of the value goes first; if the
 * rest is still too large, the sender's headers go, and then the end of the key.
 */
public final class DeadLetterSizeGuard extends SizeGuard {

    private static final long serialVersionUID = 1L;

    private static final String TRUNCATED_BYTES = "omniflow.errors.truncated-bytes";
    private static final int LONGEST_NUMBER = Long.toString(Long.MAX_VALUE).length();
    private static final int KEPT_KEY_BYTES = 1024;

    /** Creates a guard for topics that take records of up to so many bytes. */
    public DeadLetterSizeGuard(int maxRecordBytes) {
        super(maxRecordBytes);
    }

    @Override
    void onOversized(
            OutboundRecord record,
            int maxRecordBytes,
            Context context,
            Collector<OutboundRecord> out) {
        out.collect(cut(record, maxRecordBytes));
    }

    private static OutboundRecord cut(OutboundRecord record, int maxRecordBytes) {
        long whole = record.payloadBytes();
        byte[] key = record.key();
        List<RecordHeader> headers = record.headers();
        if (without(key, headers) > maxRecordBytes) {
            headers = headers.stream().filter(DeadLetterSizeGuard::isReason).toList();
        }
        if (without(key, headers) > maxRecordBytes && key != null) {
            key = Arrays.copyOf(key, Math.min(key.length, KEPT_KEY_BYTES));
        }
        byte[] value = start(record.value(), maxRecordBytes - without(key, headers));
        long left = new OutboundRecord(key, value, headers, 0).payloadBytes();
        return new OutboundRecord(
                key, value, marked(headers, Long.toString(whole - left)), record.timestampMs());
    }

    /** Returns the size without a value, but with the mark at its longest. */
    private static long without(byte @Nullable [] key, List<RecordHeader> headers) {
        List<RecordHeader> marked = marked(headers, "9".repeat(LONGEST_NUMBER));
        return RecordSize.of(new OutboundRecord(key, null, marked, 0));
    }

    private static List<RecordHeader> marked(List<RecordHeader> headers, String bytes) {
        List<RecordHeader> marked = new ArrayList<>(headers);
        marked.add(RecordHeader.of(TRUNCATED_BYTES, bytes));
        return marked;
    }

    private static byte @Nullable [] start(byte @Nullable [] value, long room) {
        return value == null
                ? null
                : Arrays.copyOf(value, (int) Math.max(0, Math.min(value.length, room)));
    }

    private static boolean isReason(RecordHeader header) {
        return header.key().startsWith("__dlq.errors.")
                || header.key().startsWith("omniflow.errors.");
    }
}
