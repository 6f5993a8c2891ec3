package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.runtime.PyTorch;
import io.omniflow.engine.script.Call;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.Published;
import io.omniflow.engine.weights.TensorSource;
import io.omniflow.engine.weights.WeightsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoders of the published layout against transformers, and joined against diffusers. */
class PublishedTextParityTest {

    private static final int LENGTH = 77;
    private static final int T5_LENGTH = 256;
    private static final String CUT_FOR_CLIP =
            "the prompt is longer than 77 tokens and was cut for CLIP";
    private static final String CUT_FOR_T5 =
            "the prompt is longer than 256 tokens and was cut for T5";

    private final Expected expected = Published.expected();
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

    @ParameterizedTest
    @CsvSource({"'', clip", "_2, clip2"})
    void clip(String suffix, String name) {
        ClipComponent clip = ClipComponent.read(Published.BUNDLE, suffix);
        Map<String, NDArray> weights;
        try (TensorSource source = WeightsFiles.open(clip.encoder(), "model")) {
            weights = ClipWeights.prepare(clip.config(), "", source, kernels, manager);
        }
        try (ClipTextEncoder encoder = new ClipTextEncoder(clip.config(), "", kernels, weights)) {
            TextEmbedding embedding = encoder.encode(manager, rows(name + ".ids", LENGTH));

            expected.assertClose(name + ".hidden", embedding.hidden().toFloatArray());
            expected.assertClose(name + ".pooled", embedding.pooled().toFloatArray());
        }
    }

    @Test
    void gatedT5() {
        T5Component t5 = T5Component.read(Published.BUNDLE, "_3");

        assertThat(t5.config().activation()).isEqualTo("gelu_new");
        expected.assertClose("t5.hidden", encode(t5.config(), t5.encoder(), "t5.ids", T5_LENGTH));
    }

    @Test
    void t5OfTheFirstVersion() {
        Path directory = Published.FIXTURES.resolve("t5-relu");
        T5Config config = T5Config.read(ConfigFile.read(directory.resolve("config.json")));

        assertThat(config.gated()).isFalse();
        expected.assertClose("relu.hidden", encode(config, directory, "relu.ids", 40));
    }

    @Test
    void weightsOfT5StayNarrow() {
        T5Component t5 = T5Component.read(Published.BUNDLE, "_3");
        try (TensorSource source = WeightsFiles.open(t5.encoder(), "model")) {
            Map<String, NDArray> weights =
                    T5Weights.prepare(t5.config(), 8, "", source, kernels, manager);

            assertThat(weights.remove("bias").getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(weights.values())
                    .allSatisfy(w -> assertThat(w.getDataType()).isEqualTo(DataType.FLOAT16));
        }
    }

    /**
     * The first fits into half precision, the second only into bfloat16, the third into neither.
     */
    @ParameterizedTest
    @ValueSource(floats = {1.5f, 0x1.02p100f, 0x1.000002p100f})
    void narrowWeightsKeepTheirValues(float value) {
        NDArray wide = manager.create(new float[] {value, -0.25f}, new Shape(1, 2));
        NDArray narrow;
        try (Call call = kernels.call("t5_narrow")) {
            narrow = call.with(wide).array(manager);
        }
        try (Call call = kernels.call("t5_embed")) {
            NDArray again =
                    call.with(manager.zeros(new Shape(1), DataType.INT64))
                            .with(narrow)
                            .array(manager);
            assertThat(again.toFloatArray()).containsExactly(value, -0.25f);
        }
    }

    @Test
    void wholePrompts() throws IOException {
        JsonArray prompts = manifest().getAsJsonArray("prompts");
        PromptConfig config = config();
        try (PromptEncoder encoder = load(config)) {
            for (int i = 0; i < prompts.size(); i++) {
                PromptTokens tokens = encoder.tokenize(branches(prompts.get(i).getAsJsonObject()));
                TextEmbedding embedding = encoder.encode(manager, tokens);

                expected.assertClose("prompt" + i + ".hidden", embedding.hidden().toFloatArray());
                expected.assertClose("prompt" + i + ".pooled", embedding.pooled().toFloatArray());
                assertThat(tokens.warnings())
                        .isEqualTo(i == 0 ? Set.of() : Set.of(CUT_FOR_CLIP, CUT_FOR_T5));
            }
        }
    }

    @Test
    void zerosInPlaceOfT5() throws IOException {
        JsonObject first = manifest().getAsJsonArray("prompts").get(0).getAsJsonObject();
        PromptConfig with = config();
        PromptConfig without = new PromptConfig(with.clips(), null, with.t5Tokens(), with.width());
        try (PromptEncoder encoder = load(without)) {
            TextEmbedding embedding = encoder.encode(manager, encoder.tokenize(branches(first)));

            expected.assertClose("without-t5.hidden", embedding.hidden().toFloatArray());
            expected.assertClose("without-t5.pooled", embedding.pooled().toFloatArray());
        }
    }

    private PromptEncoder load(PromptConfig config) {
        return PromptEncoder.load(config, kernels, PromptWeights.prepare(config, kernels, manager));
    }

    private float[] encode(T5Config config, Path directory, String ids, int length) {
        Map<String, NDArray> weights;
        try (TensorSource source = WeightsFiles.open(directory, "model")) {
            weights = T5Weights.prepare(config, length, "", source, kernels, manager);
        }
        try (T5Encoder encoder = new T5Encoder(config, "", kernels, weights)) {
            return encoder.encode(manager, rows(ids, length)).toFloatArray();
        }
    }

    private long[][] rows(String name, int length) {
        long[] ids = expected.longs(name);
        long[][] rows = new long[ids.length / length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(ids, i * length, (i + 1) * length));
        return rows;
    }

    private static PromptConfig config() {
        ConfigFile index = ConfigFile.read(Published.BUNDLE.resolve("model_index.json"));
        return PromptConfig.published(Published.BUNDLE, index, 40);
    }

    private static List<String> branches(JsonObject prompt) {
        return List.of(
                prompt.get("negative_prompt").getAsString(), prompt.get("prompt").getAsString());
    }

    private static JsonObject manifest() throws IOException {
        return JsonParser.parseString(Files.readString(Published.FIXTURES.resolve("manifest.json")))
                .getAsJsonObject();
    }
}
