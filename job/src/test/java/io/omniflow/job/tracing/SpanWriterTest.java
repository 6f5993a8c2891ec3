package io.omniflow.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.executor.record.RecordHeader;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanWriterTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final List<SpanData> spans = new ArrayList<>();

    @Test
    void aRequestGoesOnWithTheTraceOfItsSender() {
        write(0, "00-" + TRACE + "-" + PARENT + "-01");

        assertThat(spans).hasSize(9).allMatch(span -> span.getTraceId().equals(TRACE));
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("generate shapes"))
                .singleElement()
                .returns(PARENT, SpanData::getParentSpanId);
        assertThat(spans).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
        assertThat(spans)
                .filteredOn(span -> span.getParentSpanId().equals(root().getSpanId()))
                .extracting(SpanData::getName)
                .containsExactly("admission", "stage shapes", "stage shapes");
    }

    @Test
    void aSenderThatIsNotTracedIsLeftAlone() {
        write(1, "00-" + TRACE + "-" + PARENT + "-00");

        assertThat(spans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01"
            })
    void whatIsNoContextStartsATraceOfItsOwn(String header) {
        write(1, header);

        assertThat(spans).hasSize(9).noneMatch(span -> span.getTraceId().equals(TRACE));
        assertThat(root().getParentSpanId()).isEqualTo(SpanId.getInvalid());
    }

    @Test
    void theShareDecidesWhereNoSenderDoes() {
        write(0, "nonsense");

        assertThat(spans).isEmpty();
    }

    @Test
    void aResultThatIsDeliveredAgainMakesTheSameSpans() {
        write(1, "nonsense");
        List<String> first = ids();
        spans.clear();
        write(1, "nonsense");

        assertThat(ids()).isEqualTo(first);
    }

    private void write(double ratio, String traceParent) {
        SpanExporter exporter =
                new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> exported) {
                        spans.addAll(exported);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                };
        try (SpanWriter writer = new SpanWriter(SimpleSpanProcessor.create(exporter), ratio)) {
            writer.write(
                    TestingResults.record(
                            TestingResults.pictures(),
                            RecordHeader.of("correlation-id", "c"),
                            RecordHeader.of("traceparent", traceParent)));
        }
    }

    private SpanData root() {
        return spans.stream()
                .filter(span -> span.getName().equals("generate shapes"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids() {
        return spans.stream().map(span -> span.getTraceId() + span.getSpanId()).toList();
    }
}
