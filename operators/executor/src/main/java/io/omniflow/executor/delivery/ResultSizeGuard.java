package io.omniflow.executor.delivery;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends results that are too large to the side output {@link #OVERSIZED}. */
public final class ResultSizeGuard extends SizeGuard {

    /** Results for the {@link ResultOffloader}. */
    public static final OutputTag<OutboundRecord> OVERSIZED =
            new OutputTag<>("oversized-results", StreamTypes.OUTBOUND);

    private static final long serialVersionUID = 1L;

    /** Creates a guard for topics that take records of up to so many bytes. */
    public ResultSizeGuard(int maxRecordBytes) {
        super(maxRecordBytes);
    }

    @Override
    void onOversized(
            OutboundRecord record,
            int maxRecordBytes,
            Context context,
            Collector<OutboundRecord> out) {
        context.output(OVERSIZED, record);
    }
}
