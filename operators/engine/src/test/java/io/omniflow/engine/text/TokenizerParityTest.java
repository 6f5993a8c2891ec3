package io.omniflow.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.engine.testing.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ids of some hundred prompts against transformers' tokenizers. */
class TokenizerParityTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"tokenizer, clip, 77", "tokenizer_2, clip2, 77", "tokenizer_3, t5, 256"})
    void idsOfEveryPrompt(String name, String key, int length) throws IOException {
        assertIds(Published.BUNDLE.resolve(name), key, length);
    }

    /** As in older checkpoints: the reference makes the same ids of them. */
    @Test
    void specialTokensOfTheirOwnFile() throws IOException {
        Path bundle = Published.copyTo(directory);
        Path config = bundle.resolve("tokenizer_2/tokenizer_config.json");
        JsonObject json = JsonParser.parseString(Files.readString(config)).getAsJsonObject();
        assertThat(json.remove("added_tokens_decoder")).isNotNull();
        Files.writeString(config, json.toString());

        assertIds(bundle.resolve("tokenizer_2"), "clip2", 77);
    }

    private static void assertIds(Path files, String key, int length) throws IOException {
        JsonArray rows =
                JsonParser.parseString(Files.readString(Published.FIXTURES.resolve("tokens.json")))
                        .getAsJsonArray();
        assertThat(rows).hasSizeGreaterThan(300);
        SoftAssertions softly = new SoftAssertions();
        try (PromptTokenizer tokenizer = PromptTokenizer.load(files, "", length)) {
            for (JsonElement element : rows) {
                JsonObject row = element.getAsJsonObject();
                String prompt = row.get("prompt").getAsString();
                softly.assertThat(tokenizer.encode(prompt).ids())
                        .as(prompt)
                        .containsExactly(padded(row.getAsJsonArray(key), length));
            }
        }
        softly.assertAll();
    }

    /** The fixture leaves out all but one of the padding. */
    private static long[] padded(JsonArray ids, int length) {
        long[] row = new long[length];
        Arrays.fill(row, ids.get(ids.size() - 1).getAsLong());
        for (int i = 0; i < ids.size(); i++) {
            row[i] = ids.get(i).getAsLong();
        }
        return row;
    }
}
