package io.omniflow.executor.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.GenerationRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoisonLetterTest {

    private static final String PIPELINE = "write-and-paint";
    private static final TextParams TEXT = new TextParams("red ring", 9);

    private final GenerationTask paint = Tasks.task("r", Priority.LOW);

    @Test
    void aTaskOfOneStageAsksItsModel() throws Exception {
        GenerationRequest request = letter(paint);

        assertThat(request.getModel()).isEqualTo(paint.model());
        assertThat(request.getPrompt()).isEqualTo(paint.params().prompt());
        assertThat(request.getNumInferenceSteps()).isEqualTo(paint.params().stepsTaken());
        assertThat(request.hasText()).isFalse();
    }

    @Test
    void theLastStagesTaskAsksThePipelineWithItsCallersPrompt() throws Exception {
        GenerationRequest request = letter(behind(TEXT));

        assertThat(request.getModel()).isEqualTo(PIPELINE);
        assertThat(request.getPrompt()).isEqualTo("red ring");
        assertThat(request.getText().getMaxTokens()).isEqualTo(9);
        assertThat(request.getNumInferenceSteps()).isEqualTo(paint.params().stepsTaken());
    }

    @Test
    void theFirstStagesTaskAsksThePipelineForItsLastPicture() throws Exception {
        StageParams asked = paint.params();
        Leg last = new Leg("shapes", "r2", 99, asked.withPrompt(""), CacheTerms.DEFAULT, List.of());
        GenerationTask words =
                new GenerationTask(
                        paint.id(),
                        1,
                        "words",
                        "r1",
                        TEXT,
                        Priority.LOW,
                        "",
                        0,
                        1,
                        "f",
                        "q",
                        "k",
                        paint.headers());
        GenerationRequest request =
                letter(Tasks.on(new Route(PIPELINE, List.of(), List.of(last)), words));

        assertThat(request.getModel()).isEqualTo(PIPELINE);
        assertThat(request.getPrompt()).isEqualTo("red ring");
        assertThat(request.getText().getMaxTokens()).isEqualTo(9);
        assertThat(request.getNumInferenceSteps()).isEqualTo(asked.stepsTaken());
    }

    @Test
    void stateThatDidNotKeepThePromptShowsTheNextStages() throws Exception {
        GenerationRequest request = letter(behind(null));

        assertThat(request.getModel()).isEqualTo(PIPELINE);
        assertThat(request.getPrompt()).isEqualTo(paint.params().prompt());
    }

    private GenerationTask behind(@Nullable StageParams asked) {
        StageReport report =
                new StageReport(
                        "words",
                        "r1",
                        "f",
                        7,
                        "a red ring on blue",
                        null,
                        List.of(),
                        CacheReport.MISS,
                        TaskTimings.NONE,
                        0,
                        0,
                        asked);
        return Tasks.on(new Route(PIPELINE, List.of(report), List.of()), paint);
    }

    private static GenerationRequest letter(GenerationTask task) throws Exception {
        return GenerationRequest.parseFrom(PoisonLetter.origin(task).value());
    }
}
