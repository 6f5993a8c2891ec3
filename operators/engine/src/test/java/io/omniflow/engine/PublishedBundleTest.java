package io.omniflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.testing.Published;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a bundle in the published layout, and what is refused. */
class PublishedBundleTest {

    @TempDir Path bundle;

    @BeforeEach
    void copy() {
        Published.copyTo(bundle);
    }

    @Test
    void saysWhatAdmissionNeeds() {
        ModelBundle facts = ModelBundle.inspect(bundle);

        assertThat(facts.defaultWidth()).isEqualTo(32).isEqualTo(facts.defaultHeight());
        assertThat(facts.minSide()).isEqualTo(8).isEqualTo(facts.sizeMultiple());
        assertThat(facts.maxSide()).isEqualTo(48);
        assertThat(facts.defaultSteps()).isEqualTo(28);
        assertThat(facts.defaultGuidanceScale()).isEqualTo(7.0);
    }

    @Test
    void paintsWithoutT5() throws IOException {
        Published.replace(
                bundle,
                "model_index.json",
                "\"text_encoder_3\": [",
                "\"text_encoder_3\": null, \"_\": [");
        try (Stream<Path> files = Files.list(bundle.resolve("text_encoder_3"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        GenerationParams params = new GenerationParams("a horse", "", 16, 8, 2, 3.0, 1);

        assertThat(paint(StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT), params))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"36, 8", "8, 4", "56, 8"})
    void refusesOtherSizes(int width, int height) {
        try (StepModel<?> model = StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT)) {
            GenerationParams params = new GenerationParams("", "", width, height, 2, 3.0, 1);

            assertThatThrownBy(() -> model.begin(params, null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("multiple of 8 up to 48");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text_encoder_2/config.json",
                "text_encoder_2/model.safetensors",
                "text_encoder_3/config.json",
                "text_encoder_3/model-00002-of-00003.safetensors",
                "vae/config.json",
                "vae/diffusion_pytorch_model.safetensors"
            })
    void namesMissingFiles(String name) throws IOException {
        Files.delete(bundle.resolve(name));

        assertRefused(bundle.resolve(name).getFileName().toString());
    }

    @Test
    void namesAMissingVocabulary() throws IOException {
        Files.delete(bundle.resolve("tokenizer_2/merges.txt"));

        assertRefused(bundle.resolve("tokenizer_2/tokenizer.json") + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model_index.json | 'image_encoder': [ | 'image_encoder': ['a', 'b'], '_': ["
                        + " | 'image_encoder' is not supported",
                "model_index.json | AutoencoderKL | AutoencoderTiny"
                        + " | 'vae' is not supported: AutoencoderTiny",
                "model_index.json | 'vae' | 'controlnet' | 'controlnet' is not supported",
                "model_index.json | 'vae': [ | 'vae': null, '_vae': [ | 'vae' is missing",
                "model_index.json | 'text_encoder_2': [ | 'text_encoder_2': null, '_': ["
                        + " | 'text_encoder_2' is missing",
                "model_index.json | T5EncoderModel | UMT5EncoderModel"
                        + " | 'text_encoder_3' is not supported: UMT5EncoderModel",
                "model_index.json | 'CLIPTextModelWithProjection' | 'CLIPTextModel'"
                        + " | 'text_encoder' is not supported: CLIPTextModel",
                "model_index.json | SD3Transformer2DModel | FluxTransformer2DModel"
                        + " | 'transformer' is not supported: FluxTransformer2DModel",
                "text_encoder_3/config.json | gated-gelu | gated-silu"
                        + " | 'feed_forward_proj' is not supported: gated-silu",
                "text_encoder_3/config.json | 'd_ff' | 'quantization_config': {'bits': 8}, 'd_ff'"
                        + " | 'quantization_config' is not supported",
                "text_encoder_3/config.json | 'd_model': 40 | 'd_model': 48"
                        + " | 'joint_attention_dim' must be text_encoder_3's d_model 48",
                "text_encoder_3/config.json | 'relative_attention_num_buckets': 32"
                        + " | 'relative_attention_num_buckets': 30 | multiple of 4",
                "text_encoder_2/config.json | 'hidden_size': 20 | 'hidden_size': 28"
                        + " | must not be less than the CLIP encoders' hidden_size together, 44",
                "text_encoder_2/config.json | 'projection_dim': 20 | 'projection_dim': 19"
                        + " | 'pooled_projection_dim' must be the text encoders' projection_dim 31",
                "text_encoder_2/config.json | 'max_position_embeddings': 77"
                        + " | 'max_position_embeddings': 70 | 'max_position_embeddings'",
                "transformer/config.json | 'in_channels': 4 | 'in_channels': 16 | 'in_channels'"
            })
    void namesWhatIsNotSupported(String file, String text, String by, String reason) {
        Published.replace(bundle, file, text.replace('\'', '"'), by.replace('\'', '"'));

        assertRefused(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_lora_weights.safetensors", "transformer/adapter_config.json"})
    void refusesAdapters(String name) {
        TinyBundle.text(bundle, name, "{}");

        assertRefused(bundle.resolve(name) + ": adapters are not supported");
    }

    private static <G extends Generation> byte[] paint(
            StepModel<G> model, GenerationParams params) {
        try (model;
                G generation = model.begin(params, null)) {
            while (!generation.isDone()) {
                assertThat(model.step(List.of(generation))).containsExactly(StepReport.ADVANCED);
            }
            return model.finish(generation).encode().data();
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(reason);
    }
}
