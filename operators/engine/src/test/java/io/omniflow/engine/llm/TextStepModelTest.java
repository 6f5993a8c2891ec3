package io.omniflow.engine.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.FinishReason;
import io.omniflow.engine.llm.sampling.SampledToken;
import io.omniflow.engine.llm.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextStepModelTest {

    private static final Path MODEL = Path.of("src/test/resources/fixtures/llm/qwen3");

    /** Keys and values of one token: two layers, two heads, sixteen numbers. */
    private static final long TOKEN_BYTES = 2L * 2 * 2 * 16 * Float.BYTES;

    private static final long BLOCK_BYTES = 16 * TOKEN_BYTES;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTextIsTheSameAloneAndInAnyCompany(boolean deterministic) {
        List<TextRequest> requests = requests();
        List<TextOutput> alone = new ArrayList<>();
        try (TextStepModel model = load(deterministic, 40, 512)) {
            for (TextRequest request : requests) {
                alone.add(run(model, request, null));
            }
        }
        // So few blocks that texts must make room for each other, and prompts go in parts.
        try (TextStepModel model = load(deterministic, 14, 9)) {
            List<TextGeneration> all =
                    requests.stream().map(request -> model.begin(request, null)).toList();
            SplittableRandom random = new SplittableRandom(4);
            int waits = 0;
            while (all.stream().anyMatch(g -> !g.isDone())) {
                List<TextGeneration> batch =
                        all.stream().filter(g -> !g.isDone() && random.nextInt(5) > 0).toList();
                waits += model.step(batch).stream().mapToInt(r -> r.effort() == 0 ? 1 : 0).sum();
                assertThat(model.availableBlocks()).isBetween(0, model.blocks());
            }
            assertThat(waits).isPositive();
            for (int i = 0; i < all.size(); i++) {
                assertSame(model.finish(all.get(i)), alone.get(i), deterministic);
                all.get(i).close();
            }
            assertThat(model.availableBlocks()).isEqualTo(model.blocks());
        }
    }

    @Test
    void continuesIdenticallyAfterARestart() {
        TextRequest request = request(sentence(2), 40, 0.8, 12);
        TextOutput whole;
        TextSnapshot snapshot;
        try (TextStepModel model = load(true, 40, 512)) {
            whole = run(model, request, null);
            TextGeneration first = model.begin(request, null);
            for (int i = 0; i < 17; i++) {
                model.step(List.of(first));
            }
            snapshot = model.snapshot(first);
            first.close();
        }
        assertThat(snapshot.written()).hasSize(17);
        try (TextStepModel model = load(true, 20, 7)) {
            assertSame(run(model, request, snapshot), whole, true);
        }
    }

    @Test
    void onlyStepsThatComputeAPartOfAPromptAreMarked() {
        List<Boolean> marks = new ArrayList<>();
        try (TextStepModel model = load(false, 40, 10);
                TextGeneration text = model.begin(request("x".repeat(25), 3, 0, 0), null)) {
            while (!text.isDone()) {
                marks.add(model.step(List.of(text)).get(0).prompt());
            }
        }
        assertThat(marks).containsExactly(true, true, true, false, false);
    }

    @Test
    void aSharedPromptIsComputedOnce() {
        String shared = sentence(1) + sentence(2);
        try (TextStepModel model = load(true, 40, 512)) {
            TextOutput first = run(model, request(shared + "a", 8, 0, 0), null);
            TextOutput second = run(model, request(shared + "b", 8, 0, 0), null);
            assertThat(first.reusedTokens()).isZero();
            assertThat(second.reusedTokens()).isEqualTo(shared.length() / 16 * 16);
            TextRequest other =
                    new TextRequest(
                            shared + "b",
                            8,
                            request("", 8, 0, 0).sampling(),
                            List.of(),
                            List.of(),
                            true,
                            "other");
            TextOutput third = run(model, other, null);
            assertThat(third.reusedTokens()).isZero();
            assertThat(third.tokens()).isEqualTo(second.tokens());
        }
    }

    @Test
    void textsEndForTheRightReason() {
        try (TextStepModel model = load(false, 40, 512)) {
            TextRequest plain = request("one two", 12, 0, 0);
            TextOutput length = run(model, plain, null);
            assertThat(length.reason().wireName()).isEqualTo("length");
            assertThat(length.tokens()).hasSize(12);
            int token = length.tokens().get(4).id();
            int at = ids(length).indexOf(token);
            TextOutput stop = run(model, stopping(List.of(), List.of(token)), null);
            assertThat(stop.reason().wireName()).isEqualTo("stop");
            assertThat(ids(stop)).isEqualTo(ids(length).subList(0, at + 1));
            String text = length.text();
            String end = text.substring(text.length() / 2, text.length() / 2 + 2);
            TextOutput cut = run(model, stopping(List.of(end), List.of()), null);
            assertThat(cut.text()).isEqualTo(text.substring(0, text.indexOf(end)));
            assertThat(cut.reason()).isEqualTo(FinishReason.STOP);
            TextGeneration cancelled = model.begin(plain, null);
            model.step(List.of(cancelled));
            cancelled.cancel();
            assertThat(model.finish(cancelled).reason().wireName()).isEqualTo("cancelled");
            assertThat(model.availableBlocks()).isEqualTo(model.blocks());
        }
    }

    @Test
    void aPromptThatNeverFitsIsRefused() {
        try (TextStepModel model = load(false, 2, 512)) {
            assertThatThrownBy(() -> model.begin(request("x".repeat(32), 1, 0, 0), null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("the prompt has 32 tokens, expected 1 to 31");
            TextOutput output = run(model, request("x".repeat(30), 9, 0, 0), null);
            assertThat(output.tokens()).hasSize(2);
            assertThat(output.reason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void aTokenThatWasAddedToTheTokenizerAloneIsRefused(@TempDir Path directory)
            throws IOException {
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Path tokenizer = directory.resolve("tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replaceFirst(
                                "(?s)(\"added_tokens\": \\[.*?)(\\n? *\\])",
                                "$1, {\"id\": 258, \"content\": \"<far>\","
                                        + " \"single_word\": false, \"lstrip\": false,"
                                        + " \"rstrip\": false, \"normalized\": false,"
                                        + " \"special\": true}$2"));

        try (TextStepModel model = load(directory, false, 40, 512)) {
            assertThatThrownBy(() -> model.begin(request("go <far>", 1, 0, 0), null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("the prompt has token 258, expected one below 258");
        }
    }

    private static void assertSame(TextOutput actual, TextOutput expected, boolean bits) {
        assertThat(actual.text()).isEqualTo(expected.text());
        assertThat(actual.reason()).isEqualTo(expected.reason());
        if (bits) {
            assertThat(actual.tokens()).isEqualTo(expected.tokens());
        } else {
            assertThat(ids(actual)).isEqualTo(ids(expected));
        }
    }

    private static List<Integer> ids(TextOutput output) {
        return output.tokens().stream().map(SampledToken::id).toList();
    }

    private static TextOutput run(TextStepModel model, TextRequest request, TextSnapshot from) {
        try (TextGeneration generation = model.begin(request, from)) {
            while (!generation.isDone()) {
                assertThat(model.step(List.of(generation)).get(0).effort()).isEqualTo(1);
            }
            return model.finish(generation);
        }
    }

    private static List<TextRequest> requests() {
        List<TextRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(request(sentence(i), 20 + 7 * i, i % 2 * 0.7, i));
        }
        return requests;
    }

    private static TextRequest request(String prompt, int tokens, double temperature, long seed) {
        SamplingParams sampling =
                new SamplingParams(temperature, 20, 0.95, 0, 1.1, 0.1, 0.1, seed, 2);
        return new TextRequest(prompt, tokens, sampling, List.of(), List.of(), true, "");
    }

    private static TextRequest stopping(List<String> stops, List<Integer> ids) {
        SamplingParams sampling = request("", 1, 0, 0).sampling();
        return new TextRequest("one two", 12, sampling, stops, ids, true, "");
    }

    private static String sentence(int i) {
        return ("A circle of colour number " + i + " on a background, ").repeat(1 + i % 2);
    }

    private static TextStepModel load(boolean deterministic, int blocks, int stepTokens) {
        return load(MODEL, deterministic, blocks, stepTokens);
    }

    private static TextStepModel load(
            Path directory, boolean deterministic, int blocks, int stepTokens) {
        return TextStepModel.load(
                directory,
                "test-qwen3",
                Device.cpu(),
                new EngineConfig(deterministic, ComputeType.FLOAT32),
                new TextLimits((blocks + 1) * BLOCK_BYTES, stepTokens));
    }
}
