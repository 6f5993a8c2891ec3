package io.omniflow.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.request.CacheKey;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.Fingerprint;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NextTaskTest {

    private static final StepCacheSpec LEVEL =
            new StepCacheSpec(StepCacheKind.EASY, 0.1, "", StepCacheLimits.DEFAULT, "fast", 0.5);

    private static final GenerationParams PAINT =
            new GenerationParams("", "blur", 64, 32, 20, 4.0, 12);

    private static final CacheTerms TERMS = new CacheTerms(true, false, true, 0.5);

    private final NextTask next = new NextTask(EngineConfig.DEFAULT);

    @Test
    void theTextIsThePromptAndTheRestIsTheLegs() {
        GenerationTask first = task(route(leg(PAINT, 100))).withPreviews(2);
        NextTask.Step step = next.after(wrote(first, "  a red circle \n"));

        assertThat(step).isInstanceOf(NextTask.Step.Onward.class);
        GenerationTask second = ((NextTask.Step.Onward) step).task();
        GenerationParams params = PAINT.withPrompt("a red circle");
        assertThat(second.params()).isEqualTo(params);
        assertThat(second.model()).isEqualTo("shapes");
        assertThat(second.modelRevision()).isEqualTo("r2");
        assertThat(second.cache()).isEqualTo(TERMS);
        assertThat(second.previews()).isEqualTo(2);
        assertThat(second.fingerprint())
                .isEqualTo(Fingerprint.ofTask("shapes", "r2", params, EngineConfig.DEFAULT));
        assertThat(second.cacheKey()).isEqualTo(CacheKey.of("shapes", "r2", params));
        assertThat(second.alternatives()).hasSize(1);
        assertThat(second.alternatives().get(0).spec()).isEqualTo(LEVEL);
        assertThat(second.at(second.alternatives().get(0).fingerprint()).fingerprint())
                .isEqualTo(
                        Fingerprint.ofTask(
                                "shapes", "r2", params.withStepCache(LEVEL), EngineConfig.DEFAULT));
    }

    @Test
    void aTextThatWasCutOffWarnsAndGoesOn() {
        GenerationTask first = task(route(leg(PAINT, 100)));
        for (FinishReason reason : List.of(FinishReason.STOP, FinishReason.LENGTH)) {
            TaskOutcome wrote = wrote(first, "a red circle");
            TextReport report = new TextReport(reason, 2, 5, 0, List.of());
            TaskOutcome ended =
                    new TaskOutcome(
                            first,
                            wrote.status(),
                            Output.ofText("a red circle", report, List.of("a")),
                            null,
                            wrote.timings(),
                            wrote.cache(),
                            0,
                            0);
            StageReport passed = ((NextTask.Step.Onward) next.after(ended)).report();

            assertThat(passed.warnings())
                    .isEqualTo(
                            reason == FinishReason.STOP
                                    ? List.of("a")
                                    : List.of("a", "the text was cut off after 5 tokens"));
            assertThat(passed.asked()).isEqualTo(first.params());
        }
    }

    @Test
    void whoAsksStaysTheSame() {
        GenerationTask first = task(route(leg(PAINT, 100)));
        GenerationTask second =
                ((NextTask.Step.Onward) next.after(wrote(first, "a red circle"))).task();

        assertThat(second)
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "id",
                        "count",
                        "priority",
                        "tenant",
                        "deadlineMs",
                        "createdMs",
                        "requestFingerprint",
                        "headers")
                .isEqualTo(first);
    }

    @Test
    void eachStageIsReportedInItsOrder() {
        Leg again = leg(PAINT.withSeed(1), 100);
        GenerationTask first = task(new Route("p", List.of(), List.of(again, leg(PAINT, 100))));
        NextTask.Step.Onward second = (NextTask.Step.Onward) next.after(wrote(first, "one"));
        NextTask.Step.Onward third = (NextTask.Step.Onward) next.after(wrote(second.task(), "two"));

        assertThat(second.task().route().next()).hasSize(1);
        assertThat(second.task().route().isContinued()).isTrue();
        assertThat(third.task().route().next()).isEmpty();
        assertThat(third.task().route().pipeline()).isEqualTo("p");
        assertThat(third.task().route().passed())
                .extracting(StageReport::text)
                .containsExactly("one", "two");
        assertThat(third.task().route().passed())
                .extracting(StageReport::model)
                .containsExactly("words", "shapes");
        StageReport report = second.report();
        assertThat(report).isEqualTo(second.task().route().passed().get(0));
        assertThat(report.fingerprint()).isEqualTo("print");
        assertThat(report.revision()).isEqualTo("r1");
        assertThat(report.seed()).isEqualTo(7);
        assertThat(report.warnings()).containsExactly("a warning");
        assertThat(report.timings()).isEqualTo(new TaskTimings(1, 2, 3, 4));
        assertThat(report.cache()).isEqualTo(CacheReport.exact("print", 5));
        assertThat(report.resumedFromStep()).isEqualTo(3);
        assertThat(report.attempt()).isEqualTo(2);
    }

    @Test
    void aTextThatIsNoPromptFailsByTheNamesOfTheStages() {
        GenerationTask first = task(route(leg(PAINT, 3)));

        TaskOutcome empty = ended(next.after(wrote(first, " \n")));
        TaskOutcome tooLong = ended(next.after(wrote(first, "long")));
        // Characters beyond the basic plane count once.
        NextTask.Step fits = next.after(wrote(first, "\uD83D\uDD34\uD83D\uDD34\uD83D\uDD34"));

        assertThat(List.of(empty, tooLong))
                .allSatisfy(
                        outcome -> {
                            assertThat(outcome.status()).isEqualTo(TaskStatus.FAILED);
                            assertThat(outcome.error().code()).isEqualTo(ErrorCode.INVALID_PROMPT);
                            assertThat(outcome.error().message()).contains("'words'", "'shapes'");
                            assertThat(outcome.task().route().passed()).hasSize(1);
                        });
        assertThat(tooLong.error().message()).contains("3 characters", "has 4");
        assertThat(tooLong.task().route().passed().get(0).text()).isEqualTo("long");
        assertThat(fits).isInstanceOf(NextTask.Step.Onward.class);
    }

    @Test
    void whatIsNotCompletedOrHasNoStageToComeIsTheEnd() {
        GenerationTask alone = task(Route.NONE);
        TaskOutcome text = wrote(alone, "text");
        TaskOutcome failed =
                TaskOutcome.failed(
                        task(route(leg(PAINT, 9))),
                        TaskStatus.CANCELLED,
                        new TaskError(ErrorCode.CANCELLED, "no"),
                        TaskTimings.NONE);

        assertThat(ended(next.after(text))).isEqualTo(text);
        assertThat(ended(next.after(failed))).isEqualTo(failed);
    }

    @Test
    void picturesTravelAsFarAsTheyAreNeeded() {
        InitImage picture = new InitImage(new byte[] {1, 2}, 0.5);
        GenerationTask first = task(route(leg(PAINT.withInit(picture), 9)));
        TaskOutcome wrote = wrote(first, "text").withoutPicture();
        TaskOutcome failed =
                TaskOutcome.failed(
                                first,
                                TaskStatus.FAILED,
                                new TaskError(ErrorCode.INTERNAL, "no"),
                                TaskTimings.NONE)
                        .withoutPicture();

        NextTask.Step.Onward step = (NextTask.Step.Onward) next.after(wrote);
        assertThat(step.task().params().init()).isEqualTo(picture);
        assertThat(failed.task().route().next().get(0).params().init())
                .isEqualTo(new InitImage(new byte[0], 0.5));
    }

    private static TaskOutcome ended(NextTask.Step step) {
        return ((NextTask.Step.Ended) step).outcome();
    }

    private static Route route(Leg leg) {
        return new Route("write-and-paint", List.of(), List.of(leg));
    }

    private static Leg leg(GenerationParams params, int maxPromptChars) {
        return new Leg("shapes", "r2", maxPromptChars, params, TERMS, List.of(LEVEL));
    }

    private static GenerationTask task(Route route) {
        return new GenerationTask(
                new TaskId("r", 2),
                4,
                "words",
                "r1",
                new GenerationParams("red", "", 16, 16, 20, 1.0, 7),
                Priority.HIGH,
                "acme",
                99,
                88,
                "print",
                "request",
                "key",
                CacheTerms.DEFAULT,
                List.of(),
                Map.of("traceparent", "t"),
                route);
    }

    private static TaskOutcome wrote(GenerationTask task, String text) {
        Output output = new Output(text.getBytes(UTF_8), "text/plain", 0, 0, List.of("a warning"));
        return new TaskOutcome(
                task,
                TaskStatus.COMPLETED,
                output,
                null,
                new TaskTimings(1, 2, 3, 4),
                CacheReport.exact("print", 5),
                3,
                2);
    }
}
