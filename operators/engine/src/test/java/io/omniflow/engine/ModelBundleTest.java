package io.omniflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.engine.bundle.ContentHash;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {

    @TempDir Path bundle;

    @BeforeEach
    void write() {
        TinyBundle.write(bundle, "F32", false);
    }

    @Test
    void saysWhatAdmissionNeeds() {
        assertThat(ModelBundle.inspect(bundle))
                .isEqualTo(
                        new ModelBundle(
                                ContentHash.of(bundle),
                                8,
                                8,
                                2,
                                8,
                                2,
                                12,
                                2.5,
                                List.of(
                                        "FlowMatchEulerDiscreteScheduler",
                                        "DPMSolverMultistepScheduler",
                                        "UniPCMultistepScheduler"),
                                QualityLevels.EXACT_ONLY));
    }

    @Test
    void hasTheDefaultsOfTheReference() throws IOException {
        Files.delete(bundle.resolve("omniflow.json"));

        assertThat(ModelBundle.inspect(bundle).defaultSteps()).isEqualTo(28);
        assertThat(ModelBundle.inspect(bundle).defaultGuidanceScale()).isEqualTo(7.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_index.json",
                "transformer/config.json",
                "transformer/diffusion_pytorch_model.safetensors",
                "text_encoder/config.json",
                "text_encoder/model.safetensors",
                "tokenizer/tokenizer.json",
                "scheduler/scheduler_config.json"
            })
    void namesMissingFiles(String name) throws IOException {
        Files.delete(bundle.resolve(name));

        assertRefused(bundle.resolve(name).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_index.json | {'_class_name':'FluxPipeline'} | FluxPipeline",
                "model_index.json | {'_class_name':7} | expected a string",
                "model_index.json | [] | expected a JSON object",
                "model_index.json | {'_class_name | no valid JSON",
                "model_index.json | {'_class_name':'OmniflowStableDiffusion3Pipeline',"
                        + "'vae':['a','b']} | 'vae' is not supported",
                "model_index.json | {'_class_name':'StableDiffusion3Pipeline',"
                        + "'transformer':['diffusers','UNet2DModel']}"
                        + " | 'transformer' is not supported: UNet2DModel",
                "model_index.json | {'_class_name':'StableDiffusion3Pipeline','controlnet':[]}"
                        + " | 'controlnet' is not supported",
                "transformer/config.json | {'rope':1} | 'rope' is not supported",
                "transformer/config.json | {'in_channels':0} | expected a whole number",
                "transformer/config.json | {'in_channels':'x'} | expected a number",
                "transformer/config.json | {'in_channels':3} | 'sample_size' is missing",
                "transformer/config.json | {'dual_attention_layers':[3],'num_layers':3}"
                        + " | 'dual_attention_layers' names block 3",
                "transformer/config.json | {'qk_norm':'l2'} | 'qk_norm' is not supported: l2",
                "text_encoder/config.json | {'hidden_act':'relu'} | 'hidden_act'",
                "text_encoder/config.json | {'hidden_size':10,'num_attention_heads':3}"
                        + " | no multiple",
                "text_encoder/config.json | {'hidden_size':8,'num_attention_heads':2}"
                        + " | 'joint_attention_dim' must be",
                "omniflow.json | {'default_steps':0} | 'default_steps' is 0"
            })
    void namesWhatIsWrong(String file, String json, String reason) {
        TinyBundle.text(bundle, file, json);

        assertRefused(reason);
    }

    @Test
    void acceptsNullComponents() {
        TinyBundle.text(
                bundle,
                "model_index.json",
                "{'_class_name':'OmniflowStableDiffusion3Pipeline','vae':[null,null]}");

        assertThat(ModelBundle.inspect(bundle).defaultWidth()).isEqualTo(8);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> ModelBundle.inspect(bundle))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT))
                .isInstanceOf(InvalidModelException.class);
    }
}
