package io.omniflow.job.tracing;

import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.job.config.TracingConfig;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans of results to a collector, beside the job: a collector that is slow or away costs
 * spans, of which the log tells, and never holds up a result.
 */
final class TraceFunction extends ProcessFunction<OutboundRecord, OutboundRecord> {

    private static final long serialVersionUID = 1L;

    private final TracingConfig config;

    private transient @Nullable SpanWriter writer;

    TraceFunction(TracingConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint()).build();
        writer = new SpanWriter(BatchSpanProcessor.builder(exporter).build(), config.ratio());
    }

    @Override
    public void processElement(
            OutboundRecord result, Context context, Collector<OutboundRecord> out) {
        if (writer != null) {
            writer.write(result);
        }
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
