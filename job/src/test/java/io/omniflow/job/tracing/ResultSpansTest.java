package io.omniflow.job.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationResult;
import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultSpansTest {

    @Test
    void theTimeOfARequestIsDividedAmongItsParts() {
        assertThat(lines(ResultSpans.of(TestingResults.pictures())))
                .containsExactly(
                        "generate shapes 10000-11050 PARTIAL_FAILURE",
                        " admission 10000-10050",
                        " stage shapes 10050-11050",
                        "  queue 10050-10150",
                        "  prepare 10150-10200",
                        "  steps 10200-11000",
                        "  encode 11000-11050",
                        " stage shapes 10050-10450 NOT_FINITE",
                        "  queue 10050-10450");
    }

    @Test
    void theStagesOfAPipelineFollowOneAnother() {
        TraceSpan request = ResultSpans.of(TestingResults.pipeline());

        assertThat(lines(request))
                .containsExactly(
                        "generate write-and-paint 5000-5310",
                        " admission 5000-5008",
                        " stage words 5008-5308",
                        "  prepare 5008-5028",
                        "  steps 5028-5308",
                        " last stage 5308-5310",
                        "  queue 5308-5310");
        assertThat(request.children().get(1).attributes())
                .matches(has -> has.get(AttributeKey.longKey("gen_ai.usage.output_tokens")) == 9);
        assertThat(request.children().get(2).attributes())
                .matches(
                        has ->
                                "KIND_EXACT"
                                        .equals(has.get(AttributeKey.stringKey("omniflow.cache"))));
    }

    @Test
    void aRefusedRequestIsAllAdmission() {
        GenerationResult refused =
                GenerationResult.newBuilder()
                        .setModel("shapes")
                        .setCreatedMs(100)
                        .setCompletedMs(104)
                        .build();

        assertThat(lines(ResultSpans.of(refused)))
                .containsExactly("generate shapes 100-104", " admission 100-104");
    }

    @Test
    void noSpanEndsBeforeItStartsWhenTheSendersClockIsAhead() {
        GenerationResult ahead = TestingResults.pictures().toBuilder().setCreatedMs(99_000).build();

        assertThat(lines(ResultSpans.of(ahead)))
                .contains("generate shapes 11050-11050 PARTIAL_FAILURE", " admission 11050-11050");
    }

    private static List<String> lines(TraceSpan span) {
        List<String> lines = new ArrayList<>();
        add(span, "", lines);
        return lines;
    }

    private static void add(TraceSpan span, String indent, List<String> lines) {
        lines.add(
                (indent + span.name() + " " + span.startMs() + "-" + span.endMs())
                        + (span.error().isEmpty() ? "" : " " + span.error()));
        span.children().forEach(child -> add(child, indent + " ", lines));
    }
}
