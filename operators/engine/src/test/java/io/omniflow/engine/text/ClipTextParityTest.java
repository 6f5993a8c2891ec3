package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.weights.SafetensorsFile;
import io.omniflow.engine.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokenizer and the text encoder against transformers. */
class ClipTextParityTest {

    private static final int LENGTH = 16;

    private Kernels kernels;
    private NDManager manager;

    @BeforeEach
    void open() {
        PyTorch.enter();
        kernels = Kernels.load(Device.cpu());
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        kernels.close();
    }

    @Test
    void tokens() throws IOException {
        long[] expected = Expected.read("expected.safetensors").longs("tokenizer.ids");
        JsonArray captions =
                JsonParser.parseString(Files.readString(Expected.FIXTURES.resolve("manifest.json")))
                        .getAsJsonObject()
                        .getAsJsonArray("captions");
        Path file = Expected.FIXTURES.resolve("bundle/tokenizer");
        try (PromptTokenizer tokenizer = PromptTokenizer.load(file, "", LENGTH)) {
            for (int i = 0; i < captions.size(); i++) {
                assertThat(tokenizer.encode(captions.get(i).getAsString()).ids())
                        .containsExactly(row(expected, i));
            }
            assertThat(tokenizer.encode(captions.get(3).getAsString()).warnings())
                    .containsExactly("the model does not know these words: fluffy, dragon");
        }
    }

    @ParameterizedTest
    @CsvSource({"bundle, expected", "bundle-rms, expected-rms"})
    void hiddenStatesAndPooledVectors(String bundle, String file) {
        Expected expected = Expected.read(file + ".safetensors");
        Path directory = Expected.FIXTURES.resolve(bundle + "/text_encoder");
        TextEmbedding embedding = encode(directory, "model.safetensors", expected);

        expected.assertClose("text.context", embedding.hidden().toFloatArray());
        expected.assertClose("text.pooled", embedding.pooled().toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"f16", "bf16"})
    void narrowWeightsAreWidenedExactly(String kind) {
        Expected ids = Expected.read("expected.safetensors");
        Path directory = Expected.FIXTURES.resolve("text_encoder-" + kind);

        float[] narrow = encode(directory, "model.safetensors", ids).hidden().toFloatArray();
        float[] wide = encode(directory, "expected-f32.safetensors", ids).hidden().toFloatArray();

        assertThat(narrow).containsExactly(wide);
    }

    private TextEmbedding encode(Path directory, String weights, Expected expected) {
        ClipTextConfig config =
                ClipTextConfig.read(ConfigFile.read(directory.resolve("config.json")));
        try (TensorSource source = SafetensorsFile.open(directory.resolve(weights))) {
            Map<String, NDArray> arrays =
                    ClipWeights.prepare(config, "text.", source, kernels, manager);
            long[] ids = expected.longs("tokenizer.ids");
            long[][] rows = new long[ids.length / LENGTH][];
            Arrays.setAll(rows, i -> row(ids, i));
            try (ClipTextEncoder encoder = new ClipTextEncoder(config, "text.", kernels, arrays)) {
                return encoder.encode(manager, rows);
            }
        }
    }

    private static long[] row(long[] ids, int index) {
        return Arrays.copyOfRange(ids, index * LENGTH, (index + 1) * LENGTH);
    }
}
