package io.omniflow.executor.delivery;

import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Stands before a sink and lets only records pass that the sink's topic takes: a record that is too
 * large would fail the sink, and be there again after the restart.
 */
abstract class SizeGuard extends ProcessFunction<OutboundRecord, OutboundRecord>
        implements ResultTypeQueryable<OutboundRecord> {

    private static final long serialVersionUID = 1L;

    // -- configuration
    private final int maxRecordBytes;

    // -- runtime
    private transient Counter oversized;

    /** Creates a guard for topics that take records of up to so many bytes. */
    SizeGuard(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    @Override
    public final void open(OpenContext context) {
        oversized =
                new OmniMetrics(getRuntimeContext().getMetricGroup())
                        .counter(OmniMetric.OVERSIZED_RECORDS);
    }

    @Override
    public final void processElement(
            OutboundRecord record, Context context, Collector<OutboundRecord> out) {
        if (RecordSize.of(record) <= maxRecordBytes) {
            out.collect(record);
        } else {
            oversized.inc();
            onOversized(record, maxRecordBytes, context, out);
        }
    }

    @Override
    public TypeInformation<OutboundRecord> getProducedType() {
        return StreamTypes.OUTBOUND;
    }

    /** Decides what becomes of a record that is too large. */
    abstract void onOversized(
            OutboundRecord record,
            int maxRecordBytes,
            Context context,
            Collector<OutboundRecord> out);
}
