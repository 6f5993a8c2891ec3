package io.omniflow.job.tracing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.GenerationResult;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns results into finished spans. One thread uses an instance. */
final class SpanWriter implements AutoCloseable {

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final SpanIds ids = new SpanIds();

    private final SdkTracerProvider provider;

    private final Tracer tracer;

    /** Creates a writer that owns the processor. */
    SpanWriter(SpanProcessor processor, double ratio) {
        provider =
                SdkTracerProvider.builder()
                        .setIdGenerator(ids)
                        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                        .setResource(
                                Resource.getDefault().toBuilder().put(SERVICE, "omniflow").build())
                        .addSpanProcessor(processor)
                        .build();
        tracer = provider.get("io.omniflow");
    }

    /** Writes the spans of a result, if its request is traced. */
    void write(OutboundRecord record) {
        Optional<SpanContext> sender = TraceParent.of(record.headers());
        if (record.value() == null || sender.filter(context -> !context.isSampled()).isPresent()) {
            return;
        }
        ids.begin(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
        Context parent =
                sender.map(context -> Context.root().with(Span.wrap(context)))
                        .orElse(Context.root());
        write(ResultSpans.of(read(record.value())), parent, SpanKind.SERVER);
    }

    /** Sends what is still here, for a few seconds at most, and closes the processor. */
    @Override
    public void close() {
        provider.shutdown().join(5, TimeUnit.SECONDS);
    }

    private void write(TraceSpan part, Context parent, SpanKind kind) {
        Span span =
                tracer.spanBuilder(part.name())
                        .setParent(parent)
                        .setSpanKind(kind)
                        .setStartTimestamp(part.startMs(), TimeUnit.MILLISECONDS)
                        .setAllAttributes(part.attributes())
                        .startSpan();
        if (!part.error().isEmpty()) {
            span.setStatus(StatusCode.ERROR).setAttribute(ERROR, part.error());
        }
        Context here = parent.with(span);
        part.children().forEach(child -> write(child, here, SpanKind.INTERNAL));
        span.end(part.endMs(), TimeUnit.MILLISECONDS);
    }

    private static GenerationResult read(byte @Nullable [] value) {
        try {
            return GenerationResult.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the job wrote a result that is none", e);
        }
    }
}
