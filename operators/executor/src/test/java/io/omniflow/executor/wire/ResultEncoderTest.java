package io.omniflow.executor.wire;

import static io.omniflow.executor.testing.TestRecords.NOW_MS;
import static io.omniflow.executor.testing.TestRecords.completed;
import static io.omniflow.executor.testing.TestRecords.headers;
import static io.omniflow.executor.testing.TestRecords.inbound;
import static io.omniflow.executor.testing.TestRecords.key;
import static io.omniflow.executor.testing.TestRecords.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.record.InboundRecord;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.executor.testing.TestRecords;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultEncoderTest {

    private final ResultEncoder encoder = new ResultEncoder();

    @Test
    void writesEverythingThatIsKnownOfAnImage() throws Exception {
        TaskOutcome plain = completed(task("r", 0, 1), 5);
        TaskOutcome outcome =
                new TaskOutcome(
                        plain.task(),
                        plain.status(),
                        plain.output(),
                        null,
                        plain.timings(),
                        CacheReport.exact("f00d", 20),
                        3,
                        1);

        GenerationResult result = parse(encoder.encode(List.of(outcome), NOW_MS));
        Output output = result.getOutputs(0);

        assertThat(result.getModel()).isEqualTo("shapes");
        assertThat(result.getModelRevision()).isEqualTo("rev-1");
        assertThat(result.getTenant()).isEqualTo("acme");
        assertThat(result.getPriority()).isEqualTo(io.omniflow.v1.Priority.PRIORITY_HIGH);
        assertThat(result.getCreatedMs()).isEqualTo(NOW_MS - 5);
        assertThat(result.getCompletedMs()).isEqualTo(NOW_MS);
        assertThat(result.getTimings().getTotalMs()).isEqualTo(10);
        assertThat(output.getData().size()).isEqualTo(5);
        assertThat(output.getMediaType()).isEqualTo("image/png");
        assertThat(output.getWidth()).isEqualTo(64);
        assertThat(output.getSeed()).isEqualTo(7);
        assertThat(output.getSteps()).isEqualTo(20);
        assertThat(output.getResumedFromStep()).isEqualTo(3);
        assertThat(output.getAttempt()).isEqualTo(1);
        assertThat(output.getWarningsList()).containsExactly("a warning");
        assertThat(output.getCache().getKind())
                .isEqualTo(io.omniflow.v1.CacheReport.Kind.KIND_EXACT);
        assertThat(output.getCache().getSourceFingerprint()).isEqualTo("f00d");
        assertThat(output.getFingerprint()).isEqualTo(outcome.task().fingerprint());
    }

    @Test
    void writesATextWithHowItEnded() throws Exception {
        GenerationTask words = Tasks.continued(task("r", 0, 1));
        TextReport report = new TextReport(FinishReason.LENGTH, 4, 3, 2, List.of());
        TaskOutcome plain = completed(words, 5);
        TaskOutcome outcome =
                new TaskOutcome(
                        plain.task(),
                        plain.status(),
                        io.omniflow.core.generation.Output.ofText("a ring", report, List.of("cut")),
                        null,
                        plain.timings(),
                        CacheReport.MISS,
                        0,
                        0);

        GenerationResult result = parse(encoder.encode(List.of(outcome), NOW_MS));
        Output output = result.getOutputs(0);

        assertThat(result.getModel()).isEqualTo("write-and-paint");
        assertThat(result.getStages(0).getText()).isEqualTo("a text");
        assertThat(output.getText()).isEqualTo("a ring");
        assertThat(output.hasData()).isFalse();
        assertThat(output.getSteps()).isEqualTo(3);
        assertThat(output.getWidth()).isZero();
        assertThat(output.getWarningsList()).containsExactly("cut");
        assertThat(output.getTextReport().getFinishReason())
                .isEqualTo(io.omniflow.v1.TextReport.FinishReason.FINISH_REASON_LENGTH);
        assertThat(output.getTextReport().getPromptTokens()).isEqualTo(4);
        assertThat(output.getTextReport().getReusedTokens()).isEqualTo(2);
    }

    @Test
    void tellsWhatTheStepCacheDidUnlessThereWasNone() throws Exception {
        StepCacheReport report = new StepCacheReport("easy 0.1", "", 96, 64, "1101");
        TaskOutcome cached =
                completed(TestRecords.with(task("r", 0, 1), TestRecords.EASY_HIGH), 5, report);
        TaskOutcome exact = completed(task("r", 0, 1), 5, new StepCacheReport("off", "", 9, 0, ""));

        Output output = parse(encoder.encode(List.of(cached), NOW_MS)).getOutputs(0);
        assertThat(output.getStepCache().getPolicy()).isEqualTo("easy 0.1");
        assertThat(output.getStepCache().getLevel()).isEqualTo("high");
        assertThat(output.getStepCache().getBlockEvaluations()).isEqualTo(96);
        assertThat(output.getStepCache().getBlockEvaluationsSpared()).isEqualTo(64);
        assertThat(output.getStepCache().getPattern()).isEqualTo("1101");
        assertThat(parse(encoder.encode(List.of(exact), NOW_MS)).getOutputs(0).hasStepCache())
                .isFalse();
    }

    @Test
    void tellsFromWhosePictureAnImageStartedAndWhereALargeOneLies() throws Exception {
        TaskOutcome noise = completed(task("r", 0, 1), 5);
        TaskOutcome near =
                new TaskOutcome(
                        noise.task(),
                        noise.status(),
                        noise.output()
                                .withApproximation(new Approximation("f00d", 0.9, 7))
                                .at("file:///f.png"),
                        null,
                        noise.timings(),
                        noise.cache(),
                        0,
                        0);
        Output output =
                GenerationResult.parseFrom(encoder.encode(List.of(near), NOW_MS).value())
                        .getOutputs(0);

        assertThat(output.getDataref()).isEqualTo("file:///f.png");
        assertThat(output.getCache().getKind())
                .isEqualTo(io.omniflow.v1.CacheReport.Kind.KIND_APPROXIMATE);
        assertThat(output.getCache().getStepsReused()).isEqualTo(7);
        assertThat(output.getCache().getSourceFingerprint()).isEqualTo("f00d");
        assertThat(output.getCache().getSimilarity()).isEqualTo(0.9);
    }

    @Test
    void countsTheStepsThatAPictureToStartFromLeaves() throws Exception {
        GenerationTask task = task("r", 0, 1);
        GenerationTask repainted = TestRecords.with(task, new byte[1], 0.3);

        assertThat(completed(repainted, 5).withoutPicture().task().params().init().data())
                .as("a result needs only its strength")
                .isEmpty();
        assertThat(
                        parse(
                                        encoder.encode(
                                                List.of(completed(repainted, 5).withoutPicture()),
                                                NOW_MS))
                                .getOutputs(0)
                                .getSteps())
                .isEqualTo(6);
    }

    @Test
    void theTimingsAreThoseOfTheSlowestImage() throws Exception {
        List<TaskOutcome> outcomes =
                List.of(completed(task("r", 0, 2), 5), completed(task("r", 1, 2), 5));

        assertThat(parse(encoder.encode(outcomes, NOW_MS)).getTimings().getStepsMs()).isEqualTo(4);
    }

    @Test
    void isACloudEventWithTheHeadersThatPassThrough() {
        OutboundRecord record = encoder.encode(List.of(completed(task("r", 0, 1), 5)), NOW_MS);

        assertThat(key(record)).isEqualTo("r");
        assertThat(headers(record))
                .containsEntry("content-type", "application/protobuf")
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "r")
                .containsEntry("ce_type", "io.omniflow.generation.result.v1")
                .containsEntry("ce_source", "/omniflow")
                .containsEntry("ce_time", "2025-06-15T15:06:40Z")
                .containsEntry("traceparent", "00-1-2-01")
                .containsEntry("x-team", "blue");
    }

    @Test
    void headersPassThroughByteForByteButForTheRequestsOwn() {
        byte[] binary = {0, (byte) 0x80, (byte) 0xFF, 'a'};
        InboundRecord record =
                inbound(
                        new byte[0],
                        RecordHeader.of("content-type", "application/json"),
                        RecordHeader.of("ce_id", "x"),
                        RecordHeader.of("ce_expirytime", "2026-01-01T00:00:00Z"),
                        RecordHeader.of("ce_correlationid", "first"),
                        RecordHeader.of("ce_correlationid", "last"),
                        RecordHeader.of("reply-to", "täglich"),
                        new RecordHeader("kafka_correlationId", binary),
                        new RecordHeader("nothing", null));

        Map<String, String> picked = PassThroughHeaders.of(record);

        assertThat(PassThroughHeaders.toResult(picked))
                .containsExactly(
                        RecordHeader.of("ce_correlationid", "last"),
                        new RecordHeader("kafka_correlationId", binary),
                        RecordHeader.of("reply-to", "täglich"));
        assertThat(PassThroughHeaders.toEvent(picked))
                .extracting(RecordHeader::key)
                .containsExactly("ce_correlationid", "kafka_correlationId");
    }

    @Test
    void writesARequestThatWasRefused() throws Exception {
        RefusedRequest refused =
                new RefusedRequest(
                        "r",
                        "",
                        "",
                        TaskStatus.REJECTED,
                        new TaskError(ErrorCode.UNKNOWN_MODEL, "no such model"),
                        Priority.LOW,
                        "acme",
                        5,
                        Map.of("x", "y"));

        OutboundRecord record = encoder.encode(refused, NOW_MS);

        assertThat(key(record)).isEqualTo("r");
        assertThat(headers(record)).containsEntry("x", "y");
        assertThat(parse(record).getStatus()).isEqualTo(Status.STATUS_REJECTED);
        assertThat(parse(record).getError().getCode()).isEqualTo("UNKNOWN_MODEL");
        assertThat(parse(record).getOutputsCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TaskStatus.class)
    void everyStatusHasItsNameOnTheWire(TaskStatus status) {
        assertThat(Messages.status(status).name()).isEqualTo("STATUS_" + status.name());
    }

    @ParameterizedTest
    @EnumSource(CacheReport.Kind.class)
    void everyKindOfHitHasItsNameOnTheWire(CacheReport.Kind kind) {
        assertThat(Messages.cache(new CacheReport(kind, 1, "")).getKind().name())
                .isEqualTo("KIND_" + kind.name());
    }

    private static GenerationResult parse(OutboundRecord record) throws Exception {
        return GenerationResult.parseFrom(record.value());
    }
}
