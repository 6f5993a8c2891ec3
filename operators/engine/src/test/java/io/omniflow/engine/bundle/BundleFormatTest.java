package io.omniflow.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFormatTest {

    private static final String INDEX = "{'_class_name':'StableDiffusion3Pipeline'}";
    private static final String MODEL = "{'architectures':['LlamaForCausalLM']}";

    @TempDir Path directory;

    @Test
    void theFilesSayWhatADirectoryIs() {
        TinyBundle.text(directory, "a/model_index.json", INDEX);
        TinyBundle.text(directory, "a/config.json", "{'note':'no model'}");
        TinyBundle.text(directory, "b/config.json", MODEL);

        assertThat(BundleFormat.of(directory.resolve("a"))).isEqualTo(BundleFormat.DIFFUSERS);
        assertThat(BundleFormat.of(directory.resolve("b"))).isEqualTo(BundleFormat.TRANSFORMERS);
    }

    @Test
    void bothAndNeitherAreRefused() {
        TinyBundle.text(directory, "both/model_index.json", INDEX);
        TinyBundle.text(directory, "both/config.json", MODEL);
        TinyBundle.text(directory, "other/config.json", "{'model_type':'llama'}");

        assertRefused("both", "has both");
        assertRefused("other", "config.json with 'architectures'");
        assertRefused("none", "model_index.json");
    }

    @Test
    void anotherLayoutIsRefusedByWhatItMakes() {
        TinyBundle.text(directory, "config.json", MODEL);

        BundleFormat.TRANSFORMERS.require(directory);
        assertThatThrownBy(() -> BundleFormat.DIFFUSERS.require(directory))
                .hasMessageContaining("is one of texts, expected one of pictures");
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> BundleFormat.of(directory.resolve(name)))
                .isInstanceOfSatisfying(
                        InvalidModelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MODEL))
                .hasMessageContaining(reason);
    }
}
