package io.omniflow.engine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tokenizer_config.json} says of special tokens, and where it says nothing, {@code
 * special_tokens_map.json}. Both files are optional.
 */
final class TokenizerConfig {

    private final JsonObject config;
    private final JsonObject specials;

    private TokenizerConfig(JsonObject config, JsonObject specials) {
        this.config = config;
        this.specials = specials;
    }

    /**
     * Reads the files of a directory.
     *
     * @throws IOException if one is there and cannot be read
     * @throws RuntimeException if one is malformed
     */
    static TokenizerConfig read(Path directory) throws IOException {
        return new TokenizerConfig(
                read(directory, "tokenizer_config.json"),
                read(directory, "special_tokens_map.json"));
    }

    /** Returns a special token, or null if no file names it. */
    @Nullable String token(String field) {
        JsonElement token = find(field, config, specials);
        if (token == null) {
            return null;
        }
        return token.isJsonObject()
                ? token.getAsJsonObject().get("content").getAsString()
                : token.getAsString();
    }

    /** Returns a special token, or the fallback if no file names it. */
    String token(String field, String fallback) {
        String token = token(field);
        return token == null ? fallback : token;
    }

    /** Returns the tokens that are found in a text before it is split, a list of its own. */
    JsonArray addedTokens() {
        JsonArray tokens = new JsonArray();
        if (config.has("added_tokens_decoder")) {
            for (Map.Entry<String, JsonElement> entry :
                    config.getAsJsonObject("added_tokens_decoder").entrySet()) {
                JsonObject token = entry.getValue().getAsJsonObject().deepCopy();
                token.addProperty("id", Long.parseLong(entry.getKey()));
                tokens.add(token);
            }
        }
        return tokens;
    }

    /**
     * Returns the special tokens with how they are found in a text, which the second file says
     * best.
     *
     * @param fallbacks the tokens by field where no file names them
     */
    List<JsonObject> specials(Map<String, String> fallbacks) {
        List<JsonObject> tokens = new ArrayList<>();
        for (String field : List.of("bos_token", "eos_token", "unk_token", "pad_token")) {
            JsonElement named = find(field, specials, config);
            String content = token(field, fallbacks.getOrDefault(field, ""));
            if (!content.isEmpty()) {
                JsonObject token = new JsonObject();
                token.addProperty("content", content);
                for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                    token.addProperty(flag, isSet(named, flag));
                }
                token.addProperty("special", true);
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static boolean isSet(@Nullable JsonElement token, String flag) {
        return token != null
                && token.isJsonObject()
                && token.getAsJsonObject().has(flag)
                && token.getAsJsonObject().get(flag).getAsBoolean();
    }

    private static @Nullable JsonElement find(String field, JsonObject... files) {
        for (JsonObject file : files) {
            JsonElement value = file.get(field);
            if (value != null && !value.isJsonNull()) {
                return value;
            }
        }
        return null;
    }

    private static JsonObject read(Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file)
                ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
                : new JsonObject();
    }
}
