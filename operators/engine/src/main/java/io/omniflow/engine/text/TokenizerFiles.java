package io.omniflow.engine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the vocabulary in a tokenizer's directory: {@code tokenizer.json}, or else the {@code
 * vocab.json} and {@code merges.txt} of CLIP.
 */
final class TokenizerFiles {

    private static final String WHOLE = "tokenizer.json";

    private TokenizerFiles() {}

    /** Checks that a form of the vocabulary is there that can be read. */
    static void require(Path directory) {
        Path whole = directory.resolve(WHOLE);
        if (Files.isRegularFile(whole) || ClipTokenizerJson.isIn(directory)) {
            return;
        }
        if (Files.exists(directory.resolve("spiece.model"))) {
            throw invalid(
                    whole
                            + " is missing: spiece.model alone cannot be read here; transformers'"
                            + " T5TokenizerFast writes the file with save_pretrained");
        }
        throw invalid(whole + " is missing");
    }

    /**
     * Reads the tokenizer of a directory, with the padding token that its configuration names.
     *
     * @throws InvalidModelException if a file is missing or malformed
     */
    static JsonObject read(Path directory) {
        require(directory);
        Path whole = directory.resolve(WHOLE);
        try {
            TokenizerConfig config = TokenizerConfig.read(directory);
            JsonObject json =
                    Files.isRegularFile(whole)
                            ? JsonParser.parseString(Files.readString(whole)).getAsJsonObject()
                            : ClipTokenizerJson.read(directory, config);
            if (!json.has("padding") || json.get("padding").isJsonNull()) {
                pad(json, config);
            }
            return json;
        } catch (IOException | RuntimeException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    "model files in " + directory + ": no tokenizer: " + e,
                    e);
        }
    }

    private static void pad(JsonObject json, TokenizerConfig config) {
        String token = config.token("pad_token", "");
        for (JsonElement element : addedTokens(json)) {
            JsonObject added = element.getAsJsonObject();
            if (added.get("content").getAsString().equals(token)) {
                JsonObject padding = new JsonObject();
                padding.addProperty("strategy", "BatchLongest");
                padding.addProperty("direction", "Right");
                padding.add("pad_to_multiple_of", null);
                padding.add("pad_id", added.get("id"));
                padding.addProperty("pad_type_id", 0);
                padding.addProperty("pad_token", token);
                json.add("padding", padding);
            }
        }
    }

    private static JsonArray addedTokens(JsonObject json) {
        JsonElement added = json.get("added_tokens");
        return added == null || added.isJsonNull() ? new JsonArray() : added.getAsJsonArray();
    }

    private static InvalidModelException invalid(String problem) {
        return new InvalidModelException(ErrorCode.INVALID_MODEL, "model file " + problem);
    }
}
