package io.omniflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.llm.sampling.SamplingParams;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextBundleTest {

    private static final Path WORDS = Path.of("..", "..", "deploy", "models", "words");

    @TempDir Path directory;

    @Test
    void saysWhatAdmissionNeeds() {
        assertThat(BundleFacts.inspect(WORDS))
                .isInstanceOfSatisfying(
                        TextBundle.class,
                        facts -> {
                            assertThat(facts.contextTokens()).isEqualTo(1024);
                            assertThat(facts.vocabulary()).isEqualTo(512);
                            assertThat(facts.defaults().endIds()).containsExactly(3);
                            assertThat(facts.defaults().maxTokens()).isEqualTo(32);
                            assertThat(facts.defaults().sampling())
                                    .isEqualTo(new SamplingParams(1, 0, 0.95, 0, 1, 0, 0, 0, 0));
                            assertThat(facts.contentHash()).hasSize(64);
                        });
        assertThatThrownBy(() -> ModelBundle.inspect(WORDS))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("is one of texts, expected one of pictures");
    }

    @Test
    void aPictureModelIsNoText() {
        TinyBundle.write(directory, "F32", false);

        assertThat(BundleFacts.inspect(directory)).isInstanceOf(ModelBundle.class);
        assertThatThrownBy(() -> TextBundle.inspect(directory))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("is one of pictures, expected one of texts");
    }
}
