package io.omniflow.executor.delivery;

import io.omniflow.executor.record.OutboundRecord;
import org.apache.flink.util.Collector;

/**
 * Drops records that are too large, and counts them as {@code numOversizedRecords}. It is for what
 * nobody depends on: events, and entries for the cache.
 */
public final class DroppingSizeGuard extends SizeGuard {

    private static final long serialVersionUID = 1L;

    /** Creates a guard for topics that take records of up to so many bytes. */
    public DroppingSizeGuard(int maxRecordBytes) {
        super(maxRecordBytes);
    }

    @Override
    void onOversized(
            OutboundRecord record,
            int maxRecordBytes,
            Context context,
            Collector<OutboundRecord> out) {
        // The counter has seen it already.
    }
}
