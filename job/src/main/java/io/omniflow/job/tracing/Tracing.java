package io.omniflow.job.tracing;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.job.config.TracingConfig;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Adds traces to the job. */
public final class Tracing {

    private static final String UID = "traces";

    private Tracing() {}

    /** Traces the requests of results, if a deployment wants it; costs nothing otherwise. */
    public static void of(DataStream<OutboundRecord> results, TracingConfig config) {
        if (config.isOn()) {
            results.process(new TraceFunction(config), StreamTypes.OUTBOUND).uid(UID).name(UID);
        }
    }
}
