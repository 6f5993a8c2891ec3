package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTokenizerTest {

    @TempDir Path directory;
    private PromptTokenizer tokenizer;

    @BeforeEach
    void load() {
        TinyBundle.write(directory, "F32", false);
        tokenizer = PromptTokenizer.load(directory.resolve("tokenizer/tokenizer.json"), 6);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void padsShortPrompts() {
        TokenizedPrompt prompt = tokenizer.encode("Red circle");

        assertThat(prompt.ids()).containsExactly(1, 4, 6, 3, 0, 0);
        assertThat(prompt.warnings()).isEmpty();
    }

    @Test
    void encodesNothing() {
        assertThat(tokenizer.encode("").ids()).containsExactly(1, 3, 0, 0, 0, 0);
    }

    @Test
    void namesUnknownWords() {
        TokenizedPrompt prompt = tokenizer.encode("red 😀 Pferd Pferd");

        assertThat(prompt.ids()).containsExactly(1, 4, 2, 2, 2, 3);
        assertThat(prompt.warnings())
                .containsExactly("the model does not know these words: 😀, Pferd");
    }

    @Test
    void cutsLongPromptsAndKeepsTheEnd() {
        TokenizedPrompt prompt = tokenizer.encode("red red red blue blue circle");

        assertThat(prompt.ids()).containsExactly(1, 4, 4, 4, 5, 3);
        assertThat(prompt.warnings())
                .containsExactly("the prompt is longer than 6 tokens and was cut");
    }

    @Test
    void refusesOtherFiles() {
        Path file = directory.resolve("text_encoder/config.json");

        assertThatThrownBy(() -> PromptTokenizer.load(file, 6))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(file.toString());
    }
}
