package io.omniflow.engine.llm.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.bundle.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderConfigTest {

    private static final String BASE =
            "'vocab_size':10,'hidden_size':8,'intermediate_size':12,'num_hidden_layers':3,"
                    + "'num_attention_heads':4,'num_key_value_heads':2";

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'model_type':'mistral'|'model_type' is not supported: mistral, expected llama,",
                "'model_type':'llama','hidden_act':'gelu'|'hidden_act' is not supported: gelu",
                "'model_type':'llama','mlp_bias':true|'mlp_bias' is not supported: true",
                "'model_type':'qwen2','use_sliding_window':true|'use_sliding_window' is not",
                "'model_type':'qwen2','layer_types':['sliding_attention']|expected full_attention",
                "'model_type':'llama','head_dim':3|'head_dim' must be even: 3",
                "'model_type':'llama','quantization_config':{}|'quantization_config' is not",
                "'model_type':'llama','rope_scaling':{'type':'dynamic'}|is not supported: dynamic",
                "'model_type':'llama','rope_parameters':{'partial_rotary_factor':0.5}|expected 1",
            })
    void whatIsNotSupportedIsRefusedByName(String fields, String message) {
        String json = fields.replace('\'', '"');
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message.replace("''", "'"));
    }

    @Test
    void earlierNamesOfTheScalingAreRead() throws IOException {
        DecoderConfig earlier =
                read(
                        "'model_type':'llama','rope_theta':500,"
                                + "'rope_scaling':{'type':'linear','factor':4}");
        DecoderConfig now =
                read(
                        "'model_type':'llama','rope_parameters':"
                                + "{'rope_theta':500,'rope_type':'linear','factor':4}");
        assertThat(earlier.rotary().frequencies()).containsExactly(now.rotary().frequencies());
        assertThat(earlier.groups()).isEqualTo(2);
        assertThat(earlier.headWidth()).isEqualTo(2);
        assertThat(earlier.tokenBytes()).isEqualTo(2 * 3 * 2 * 2 * 4);
    }

    private DecoderConfig read(String fields) throws IOException {
        String json = "{" + BASE + "," + fields + "}";
        Path file = directory.resolve("config.json");
        Files.writeString(file, json.replace('\'', '"'));
        return DecoderConfig.read(ConfigFile.read(file));
    }
}
