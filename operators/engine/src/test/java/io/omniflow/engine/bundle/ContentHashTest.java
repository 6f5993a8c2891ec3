package io.omniflow.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {

    @TempDir Path directory;

    @Test
    void dependsOnContentAlone() {
        Path one = TinyBundle.write(directory.resolve("one"), "F32", false);
        Path two = TinyBundle.write(directory.resolve("two"), "F32", false);
        TinyBundle.text(two, "README.md", "not part of the model");
        TinyBundle.text(two, "training.json", "{'minutes':120}");

        assertThat(ContentHash.of(one)).hasSize(64).isEqualTo(ContentHash.of(two));
    }

    @Test
    void dependsOnEveryFileOfTheModel() {
        Path bundle = TinyBundle.write(directory, "F32", false);
        String before = ContentHash.of(bundle);
        TinyBundle.text(bundle, "omniflow.json", "{'default_steps':13}");
        String after = ContentHash.of(bundle);
        TinyBundle.write(bundle, "F16", false);

        assertThat(after).isNotEqualTo(before);
        assertThat(ContentHash.of(bundle)).isNotEqualTo(after).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.json",
                "generation_config.json",
                "model.safetensors",
                "model-00001-of-00002.safetensors",
                "model.safetensors.index.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "special_tokens_map.json"
            })
    void dependsOnEveryFileOfALanguageModel(String file) {
        TinyBundle.text(directory, "config.json", "{'architectures':['LlamaForCausalLM']}");
        String before = ContentHash.of(directory);
        TinyBundle.text(directory, "training.json", "{'minutes':120}");
        TinyBundle.text(directory, "onnx/config.json", "{}");

        assertThat(ContentHash.of(directory)).isEqualTo(before);
        TinyBundle.text(directory, file, "{'architectures':['Qwen3ForCausalLM']}");
        assertThat(ContentHash.of(directory)).isNotEqualTo(before);
    }

    /** Files of a bundle of pictures were never hashed at its root but for those of its own. */
    @Test
    void aConfigAtTheRootDoesNotCountForPictures() {
        Path bundle = TinyBundle.write(directory, "F32", false);
        String before = ContentHash.of(bundle);
        TinyBundle.text(bundle, "config.json", "{'note':1}");

        assertThat(ContentHash.of(bundle)).isEqualTo(before);
    }

    @Test
    void refusesMissingDirectories() {
        assertThatThrownBy(() -> ContentHash.of(directory.resolve("none")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("none");
    }
}
