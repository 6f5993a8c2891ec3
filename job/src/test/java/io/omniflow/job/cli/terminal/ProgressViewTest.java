package io.omniflow.job.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.job.client.RequestState;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.Error;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Status;
import io.omniflow.v1.StepCacheReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressViewTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    private final RequestState state = new RequestState("r");

    @Test
    void withoutATerminalThereIsALineForEachStationAndQuarter() {
        ProgressView view = Terminal.progress(out, 0, 1);

        show(view, event().setQueued(Queued.newBuilder().setPosition(2)));
        for (int step = 1; step <= 8; step++) {
            show(view, event().setProgress(Progress.newBuilder().setStep(step).setSteps(8)));
        }
        state.end(rejected());
        view.show(List.of(state));

        assertThat(bytes.toString(UTF_8).lines())
                .containsExactly(
                        "r: waiting behind 2",
                        "r: running, step 1/8",
                        "r: running, step 2/8",
                        "r: running, step 4/8",
                        "r: running, step 6/8",
                        "r: running, step 8/8",
                        "r: rejected: no such model 'x' (UNKNOWN_MODEL)");
    }

    @Test
    void theEndTellsHowManyStepsWereComputed() {
        GenerationResult result =
                GenerationResult.newBuilder()
                        .setStatus(Status.STATUS_COMPLETED)
                        .addOutputs(cached("easy 0.1", "", "1110100001"))
                        .addOutputs(cached("easy 0.1", "fast", "1110111111"))
                        .build();
        GenerationResult exact =
                GenerationResult.newBuilder()
                        .setStatus(Status.STATUS_COMPLETED)
                        .addOutputs(Output.newBuilder().setSteps(10))
                        .build();

        assertThat(Stations.end(result))
                .isEqualTo("done, 14 of 20 steps computed (easy 0.1, fast)");
        assertThat(Stations.end(exact)).isEqualTo("done");
        assertThat(Stations.end(exact.toBuilder().addOutputs(resumed(7)).build()))
                .isEqualTo("done, resumed from step 7");
        assertThat(Computed.of(StepCacheReport.newBuilder().setPattern("1101").build(), 4))
                .isEqualTo(", 3 computed");
        assertThat(Computed.of(StepCacheReport.getDefaultInstance(), 4)).isEmpty();
    }

    @Test
    void theEndTellsWhatCameFromTheCache() {
        assertThat(end(CacheReport.Kind.KIND_EXACT, CacheReport.Kind.KIND_EXACT))
                .isEqualTo("done, from the cache");
        assertThat(end(CacheReport.Kind.KIND_EXACT, CacheReport.Kind.KIND_NONE))
                .isEqualTo("done, 1 of 2 from the cache");
        assertThat(end(CacheReport.Kind.KIND_NONE, CacheReport.Kind.KIND_APPROXIMATE))
                .isEqualTo("done, 1 of 2 started from a similar picture (6 steps spared)");
        assertThat(end(CacheReport.Kind.KIND_SHARED))
                .isEqualTo("done, shared with an equal request");
    }

    @Test
    void theEndTellsWhichOutputsFailed() {
        Error error = Error.newBuilder().setCode("NOT_FINITE").setMessage("step 3").build();
        Output failed =
                Output.newBuilder()
                        .setIndex(1)
                        .setStatus(Status.STATUS_FAILED)
                        .setError(error)
                        .build();
        GenerationResult alone =
                GenerationResult.newBuilder()
                        .setStatus(Status.STATUS_FAILED)
                        .setError(error)
                        .addOutputs(failed)
                        .build();
        GenerationResult beside =
                alone.toBuilder().addOutputs(0, Output.newBuilder().setSteps(3)).build();

        assertThat(Stations.end(alone)).isEqualTo("failed: step 3 (NOT_FINITE)");
        assertThat(Stations.failures(alone)).isEmpty();
        assertThat(Stations.failures(beside))
                .containsExactly("output 1 failed: step 3 (NOT_FINITE)");
    }

    private static String end(CacheReport.Kind... kinds) {
        GenerationResult.Builder result =
                GenerationResult.newBuilder().setStatus(Status.STATUS_COMPLETED);
        for (CacheReport.Kind kind : kinds) {
            result.addOutputs(
                    Output.newBuilder()
                            .setCache(CacheReport.newBuilder().setKind(kind).setStepsReused(6)));
        }
        return Stations.end(result.build());
    }

    private static Output cached(String policy, String level, String pattern) {
        return Output.newBuilder()
                .setSteps(pattern.length())
                .setStepCache(
                        StepCacheReport.newBuilder()
                                .setPolicy(policy)
                                .setLevel(level)
                                .setPattern(pattern))
                .build();
    }

    @Test
    void aTerminalHasABarThatIsDrawnInPlace() {
        ProgressView view = Terminal.progress(out, 80, 1);

        show(view, event().setProgress(Progress.newBuilder().setStep(4).setSteps(8)));
        view.show(List.of(state));
        show(view, event().setProgress(Progress.newBuilder().setStep(8).setSteps(8)));

        assertThat(bytes.toString(UTF_8))
                .contains("█".repeat(6) + "░".repeat(6))
                .contains("\033[1F")
                .containsOnlyOnce("step 4/8");
    }

    @Test
    void aNarrowTerminalOrManyRequestsHaveLines() {
        assertThat(Terminal.progress(out, 20, 1)).isInstanceOf(LinesView.class);
        assertThat(Terminal.progress(out, 80, 100)).isInstanceOf(LinesView.class);
    }

    private void show(ProgressView view, GenerationEvent.Builder event) {
        state.accept(event.build());
        view.show(List.of(state));
    }

    private static GenerationEvent.Builder event() {
        return GenerationEvent.newBuilder().setRequestId("r");
    }

    private static GenerationResult rejected() {
        return GenerationResult.newBuilder()
                .setRequestId("r")
                .setStatus(Status.STATUS_REJECTED)
                .setError(
                        Error.newBuilder().setCode("UNKNOWN_MODEL").setMessage("no such model 'x'"))
                .build();
    }

    private static Output resumed(int step) {
        return Output.newBuilder().setSteps(10).setResumedFromStep(step).build();
    }
}
