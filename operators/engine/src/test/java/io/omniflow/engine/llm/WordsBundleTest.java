package io.omniflow.engine.llm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.gson.Gson;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.engine.llm.sampling.SampledToken;
import io.omniflow.engine.llm.sampling.SamplingParams;
import io.omniflow.engine.shapes.CaptionGrammar;
import io.omniflow.engine.shapes.CaptionGrammar.Reading;
import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.engine.shapes.ShapeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The language model that ships expands requests that it was not trained on, in Java as it does in
 * transformers; see {@code make_words_fixtures.py}.
 */
class WordsBundleTest {

    private static final Path MODELS = Path.of("..", "..", "deploy", "models");
    private static final Path BUNDLE = MODELS.resolve("words");
    private static final Path RECORDED =
            Path.of("src/test/resources/fixtures/words/expansions.json");
    private static final int MOST_TOKENS = 32;
    private static final int SAMPLED = 100;

    private final CaptionGrammar grammar =
            new CaptionGrammar(ShapeTable.of(MODELS.resolve("shapes")).orElseThrow());

    /** A request, what it asks for, and, where it was recorded, what transformers made of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(
            String request,
            String size,
            String color,
            String shape,
            String background,
            int[] prompt,
            int[] answer,
            String caption) {

        ShapeScene asked() {
            return new ShapeScene(size, color, shape, background);
        }
    }

    @Test
    void likeliestTokensAreThoseOfTransformers() throws IOException {
        List<Case> cases = read(RECORDED);
        assertThat(cases).hasSize(20);
        try (TextStepModel model = load()) {
            for (Case one : cases) {
                assertRecorded(one, write(model, List.of(one), SamplingParams.GREEDY).get(0));
            }
        }
        try (TextStepModel model = load()) {
            List<TextOutput> together = write(model, cases, SamplingParams.GREEDY);
            for (int i = 0; i < cases.size(); i++) {
                assertRecorded(cases.get(i), together.get(i));
            }
        }
    }

    @Test
    void sampledCaptionsKeepWhatIsAsked() throws IOException {
        List<Case> cases = read(BUNDLE.resolve("requests.json")).subList(0, SAMPLED);
        int right = 0;
        try (TextStepModel model = load()) {
            List<TextOutput> outputs = write(model, cases, model.defaults().sampling());
            for (int i = 0; i < cases.size(); i++) {
                right += answers(outputs.get(i).text(), cases.get(i).asked()) ? 1 : 0;
            }
        }
        System.out.printf("words bundle: %d of %d requests expanded rightly%n", right, SAMPLED);
        assertThat(right).isGreaterThanOrEqualTo(SAMPLED * 9 / 10);
    }

    private boolean answers(String text, ShapeScene asked) {
        Reading reading = grammar.read(text);
        return reading.isComplete() && reading.scene().orElseThrow().has(asked);
    }

    private static void assertRecorded(Case recorded, TextOutput output) {
        assertThat(output.promptTokens()).isEqualTo(recorded.prompt().length);
        assertThat(output.tokens())
                .as(recorded.request())
                .extracting(SampledToken::id)
                .containsExactly(boxed(recorded.answer()));
        assertThat(output.text()).isEqualTo(recorded.caption());
        assertThat(output.reason()).isEqualTo(FinishReason.STOP);
    }

    private static Integer[] boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toArray(Integer[]::new);
    }

    private static List<TextOutput> write(
            TextStepModel model, List<Case> cases, SamplingParams sampling) {
        List<TextGeneration> all =
                cases.stream()
                        .map(one -> new TextRequest(one.request(), MOST_TOKENS, sampling))
                        .map(request -> model.begin(request, null))
                        .toList();
        while (all.stream().anyMatch(text -> !text.isDone())) {
            model.step(all.stream().filter(text -> !text.isDone()).toList());
        }
        List<TextOutput> outputs = all.stream().map(model::finish).toList();
        all.forEach(TextGeneration::close);
        return outputs;
    }

    private static TextStepModel load() {
        return TextStepModel.load(
                BUNDLE, "words", Device.cpu(), EngineConfig.DEFAULT, new TextLimits(8 << 20, 512));
    }

    private static List<Case> read(Path file) throws IOException {
        return List.of(new Gson().fromJson(Files.readString(file), Case[].class));
    }
}
