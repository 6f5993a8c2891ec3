package io.omniflow.engine.llm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The filters keep what transformers' logits processors keep, with the same probabilities. */
class SamplingParityTest {

    private static final Path CASES = Path.of("src/test/resources/fixtures/llm/sampling.json");

    static Stream<JsonObject> cases() throws IOException {
        JsonArray cases = JsonParser.parseString(Files.readString(CASES)).getAsJsonArray();
        return cases.asList().stream().map(JsonElement::getAsJsonObject);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTransformers(JsonObject example) {
        float[] logits = floats(example, "logits");
        float[] history = floats(example, "history");
        float[] expected = floats(example, "probabilities");
        SamplingParams params = params(example);
        int[] seen = IntStream.range(0, history.length).map(i -> (int) history[i]).toArray();
        Penalties.apply(logits, new TokenHistory(seen), params);

        Candidates actual = Candidates.of(logits, params);

        double sum =
                IntStream.range(0, actual.ids().length).mapToDouble(i -> actual.weights()[i]).sum();
        double[] probabilities = new double[expected.length];
        for (int i = 0; i < actual.ids().length; i++) {
            probabilities[actual.ids()[i]] = actual.weights()[i] / sum;
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(probabilities[i] > 0).as("token %d", i).isEqualTo(expected[i] > 0);
            assertThat(probabilities[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static SamplingParams params(JsonObject example) {
        return new SamplingParams(
                number(example, "temperature", 1),
                (int) number(example, "top_k", 0),
                number(example, "top_p", 1),
                number(example, "min_p", 0),
                number(example, "repetition_penalty", 1),
                0,
                0,
                0,
                0);
    }

    private static double number(JsonObject example, String name, double fallback) {
        return example.has(name) ? example.get(name).getAsDouble() : fallback;
    }

    private static float[] floats(JsonObject example, String name) {
        JsonArray array = example.getAsJsonArray(name);
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).getAsFloat();
        }
        return values;
    }
}
