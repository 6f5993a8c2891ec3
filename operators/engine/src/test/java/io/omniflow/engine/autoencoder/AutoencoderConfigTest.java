package io.omniflow.engine.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoencoderConfigTest {

    private static final String SMALL =
            "{'block_out_channels':[32,64],"
                    + "'down_block_types':['DownEncoderBlock2D','DownEncoderBlock2D'],"
                    + "'up_block_types':['UpDecoderBlock2D','UpDecoderBlock2D']}";

    @TempDir Path directory;

    @Test
    void hasTheDefaultsOfDiffusers() {
        AutoencoderConfig config = read("{}");

        assertThat(config)
                .isEqualTo(
                        new AutoencoderConfig(
                                3, 3, List.of(32, 64), 1, 4, 32, 32, 0.18215, 0, true, true, true));
        assertThat(config.scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'act_fn':'relu'} | 'act_fn' is not supported: relu",
                "{'latents_mean':[0.5]} | 'latents_mean' is not supported",
                "{'latents_std':[0.5]} | 'latents_std' is not supported",
                "{'temporal':1} | 'temporal' is not supported",
                "{'block_out_channels':[]} | 'block_out_channels' is []",
                "{'block_out_channels':[32,0]} | 'block_out_channels' is 0",
                "{'block_out_channels':[32,48]} | has 48, no multiple of 'norm_num_groups' 32",
                "{'block_out_channels':[32]} | 'down_block_types' is",
                "{'down_block_types':['DownEncoderBlock2D','AttnDownEncoderBlock2D']}"
                        + " | AttnDownEncoderBlock2D",
                "{'up_block_types':['UpDecoderBlock2D','UpBlock2D']} | UpBlock2D",
                "{'up_block_types':['UpDecoderBlock2D',1]} | expected a string",
                "{'sample_size':33} | 'sample_size' is 33",
                "{'sample_size':2} | 'sample_size' is 2",
                "{'sample_size':[64,64]} | 'sample_size' is [64,64], expected a number",
                "{'scaling_factor':0} | 'scaling_factor' is 0",
                "{'use_quant_conv':1} | 'use_quant_conv' is 1, expected true or false"
            })
    void namesWhatIsWrong(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(reason);
    }

    private AutoencoderConfig read(String changes) {
        JsonObject config = object(SMALL);
        object(changes).entrySet().forEach(e -> config.add(e.getKey(), e.getValue()));
        TinyBundle.text(directory, "config.json", config.toString());
        return AutoencoderConfig.read(ConfigFile.read(directory.resolve("config.json")));
    }

    private static JsonObject object(String json) {
        return JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
    }
}
