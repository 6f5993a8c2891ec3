package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.error.InvalidModelException;
import io.omniflow.engine.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTokenizerTest {

    @TempDir Path directory;
    private PromptTokenizer tokenizer;

    @BeforeEach
    void load() {
        TinyBundle.write(directory, "F32", false);
        tokenizer = PromptTokenizer.load(directory.resolve("tokenizer"), "", 6);
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

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{", "{'model':{'type':'WordLevel'}}", ""})
    void refusesOtherFiles(String json) {
        TinyBundle.text(directory, "tokenizer/tokenizer.json", json);

        assertRefused("no tokenizer");
    }

    @Test
    void asksForTheFileThatItCanRead() throws IOException {
        Files.delete(directory.resolve("tokenizer/tokenizer.json"));
        assertRefused("tokenizer.json is missing");

        TinyBundle.text(directory, "tokenizer/spiece.model", "");
        assertRefused("spiece.model alone cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[] ; a b ; Not a JSON Object",
                "{ ; a b ; no tokenizer",
                "{'a':0} ; ; no token <|startoftext|>",
                "{'<|startoftext|>':0,'<|endoftext|>':1} ; c d ; no tokenizer",
                "{'<|startoftext|>':0,'<|endoftext|>':'x'} ; ; no tokenizer"
            })
    void refusesOtherVocabularies(String vocabulary, String merges, String reason)
            throws IOException {
        Files.delete(directory.resolve("tokenizer/tokenizer.json"));
        TinyBundle.text(directory, "tokenizer/vocab.json", vocabulary);
        TinyBundle.text(directory, "tokenizer/merges.txt", merges == null ? "" : merges);

        assertRefused(reason);
    }

    private void assertRefused(String reason) {
        Path files = directory.resolve("tokenizer");

        assertThatThrownBy(() -> PromptTokenizer.load(files, "", 6))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(files.toString())
                .hasMessageContaining(reason);
    }
}
