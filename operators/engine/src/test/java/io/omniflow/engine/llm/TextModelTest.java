package io.omniflow.engine.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.TextReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The shipped language model as a worker runs it. */
final class TextModelTest {

    private static final Path WORDS = Path.of("../../deploy/models/words");
    private static final EngineConfig EXACTLY = new EngineConfig(true, ComputeType.FLOAT32);

    @Test
    void aTextIsTheSameAloneInABatchAndResumedElsewhere() {
        TextParams first = asked("circle red", 3);
        Output alone = with(model -> write(model, first, null, Integer.MAX_VALUE));
        Snapshot saved = with(model -> snapshotAfter(model, first, 4));
        Output resumed = with(model -> write(model, first, saved, Integer.MAX_VALUE));
        List<Output> together =
                with(model -> writeAll(model, List.of(first, asked("small ring", 5))));

        assertThat(saved.step()).isEqualTo(4);
        assertThat(saved.tokens()).hasSize(4);
        assertThat(text(alone)).isNotBlank();
        assertThat(text(resumed)).isEqualTo(text(alone));
        assertThat(report(resumed)).isEqualTo(report(alone));
        assertThat(text(together.get(0))).isEqualTo(text(alone));
        assertThat(text(together.get(1))).isNotEqualTo(text(alone));
    }

    @Test
    void probabilitiesAreToldOnlyIfAskedFor() {
        TextParams quiet = new TextParams("circle red", 8);
        TextSampling tells = new TextSampling(0, 0, 1, 0, 1, 0, 0, 2);
        TextParams asked = new TextParams("circle red", 8, tells, 0, List.of(), List.of(), false);

        TextReport without = report(with(model -> write(model, quiet, null, 99)));
        TextReport report = report(with(model -> write(model, asked, null, 99)));

        assertThat(without.logprobs()).isEmpty();
        assertThat(report.logprobs()).hasSize(report.completionTokens());
        assertThat(report.logprobs())
                .allSatisfy(
                        token -> {
                            assertThat(token.logprob()).isNegative();
                            assertThat(token.top()).hasSize(2);
                            assertThat(token.top().get(0).id()).isEqualTo(token.id());
                        });
    }

    @Test
    void aPictureIsRefused() {
        GenerationParams picture = new GenerationParams("a", "", 64, 64, 4, 1, 0);

        assertThatThrownBy(() -> with(model -> model.begin(picture, null)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("writes texts");
    }

    private static TextParams asked(String words, long seed) {
        TextSampling sampled = new TextSampling(1, 0, 1, 0, 1, 0, 0, 1);
        return new TextParams(words, 32, sampled, seed, List.of(), List.of(), false);
    }

    private interface Work<T> {
        T on(StepModel<TextGeneration> model);
    }

    @SuppressWarnings("unchecked") // a directory of transformers holds a language model
    private static <T> T with(Work<T> work) {
        try (StepModel<TextGeneration> model =
                (StepModel<TextGeneration>) StepModels.load(WORDS, Device.cpu(), EXACTLY)) {
            return work.on(model);
        }
    }

    private static Snapshot snapshotAfter(
            StepModel<TextGeneration> model, TextParams params, int tokens) {
        try (TextGeneration generation = model.begin(params, null)) {
            while (generation.step() < tokens) {
                model.step(List.of(generation));
            }
            return model.snapshot(generation);
        }
    }

    private static Output write(
            StepModel<TextGeneration> model, TextParams params, @Nullable Snapshot from, int most) {
        try (TextGeneration generation = model.begin(params, from)) {
            for (int i = 0; i < most && !generation.isDone(); i++) {
                model.step(List.of(generation));
            }
            return model.finish(generation).encode();
        }
    }

    private static List<Output> writeAll(StepModel<TextGeneration> model, List<TextParams> params) {
        List<TextGeneration> all = params.stream().map(each -> model.begin(each, null)).toList();
        List<TextGeneration> going = new ArrayList<>(all);
        while (!going.isEmpty()) {
            model.step(List.copyOf(going));
            going.removeIf(Generation::isDone);
        }
        List<Output> outputs = all.stream().map(each -> model.finish(each).encode()).toList();
        all.forEach(Generation::close);
        return outputs;
    }

    private static String text(Output output) {
        return new String(output.data(), StandardCharsets.UTF_8);
    }

    private static TextReport report(Output output) {
        return Objects.requireNonNull(output.text(), "text");
    }
}
