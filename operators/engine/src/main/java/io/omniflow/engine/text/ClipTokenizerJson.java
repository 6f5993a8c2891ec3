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
import java.util.Map;

/**
 * Makes the {@code tokenizer.json} of a CLIP tokenizer that is published as {@code vocab.json} and
 * {@code merges.txt}: a byte-level byte-pair encoding of lower-cased text whose words end with
 * {@code </w>}, as transformers' {@code CLIPTokenizer} builds it.
 */
final class ClipTokenizerJson {

    /** Words, single digits, runs of other signs; the special tokens as a whole. */
    private static final String WORDS =
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d"
                    + "|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";

    private final Path directory;
    private final JsonObject vocabulary;
    private final TokenizerConfig config;

    private ClipTokenizerJson(Path directory, JsonObject vocabulary, TokenizerConfig config) {
        this.directory = directory;
        this.vocabulary = vocabulary;
        this.config = config;
    }

    /** Tells whether the files of this form are there. */
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve("vocab.json"))
                && Files.isRegularFile(directory.resolve("merges.txt"));
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one cannot be read
     * @throws RuntimeException if one is malformed
     */
    static JsonObject read(Path directory, TokenizerConfig config) throws IOException {
        String text = Files.readString(directory.resolve("vocab.json"));
        JsonObject vocabulary = JsonParser.parseString(text).getAsJsonObject();
        return new ClipTokenizerJson(directory, vocabulary, config).build();
    }

    private JsonObject build() throws IOException {
        String start = config.token("bos_token", START);
        String end = config.token("eos_token", END);
        JsonObject json = new JsonObject();
        json.addProperty("version", "1.0");
        json.add("truncation", null);
        json.add("padding", null);
        json.add("added_tokens", added());
        json.add("normalizer", normalizer());
        json.add("pre_tokenizer", preTokenizer());
        json.add("post_processor", postProcessor(start, end));
        json.add("decoder", bytes());
        json.add("model", model());
        return json;
    }

    private JsonArray added() {
        JsonArray added = config.addedTokens();
        config.specials(Map.of("bos_token", START, "eos_token", END, "unk_token", END))
                .forEach(token -> addUnlessThere(added, token));
        return added;
    }

    private void addUnlessThere(JsonArray added, JsonObject token) {
        String content = token.get("content").getAsString();
        boolean there =
                added.asList().stream()
                        .map(e -> e.getAsJsonObject().get("content").getAsString())
                        .anyMatch(content::equals);
        if (!there) {
            token.addProperty("id", id(content));
            added.add(token);
        }
    }

    private static JsonObject normalizer() {
        JsonObject replace = object("Replace", "content", " ");
        replace.add("pattern", regex("\\s+"));
        return sequence(
                "normalizers", new JsonObject[] {object("NFC"), replace, object("Lowercase")});
    }

    private static JsonObject preTokenizer() {
        JsonObject split = object("Split", "behavior", "Removed");
        split.add("pattern", regex(WORDS));
        split.addProperty("invert", true);
        return sequence("pretokenizers", new JsonObject[] {split, bytes()});
    }

    private static JsonObject bytes() {
        JsonObject bytes = object("ByteLevel", "add_prefix_space", false);
        bytes.addProperty("trim_offsets", true);
        bytes.addProperty("use_regex", true);
        return bytes;
    }

    private JsonObject postProcessor(String start, String end) {
        JsonObject processor = object("RobertaProcessing", "add_prefix_space", false);
        processor.addProperty("trim_offsets", false);
        processor.add("cls", tokenAndId(start));
        processor.add("sep", tokenAndId(end));
        return processor;
    }

    private JsonArray tokenAndId(String token) {
        JsonArray pair = new JsonArray();
        pair.add(token);
        pair.add(id(token));
        return pair;
    }

    private JsonObject model() throws IOException {
        JsonObject model = object("BPE", "unk_token", config.token("unk_token", END));
        model.addProperty("continuing_subword_prefix", "");
        model.addProperty("end_of_word_suffix", "</w>");
        model.addProperty("fuse_unk", false);
        model.add("vocab", vocabulary);
        JsonArray merges = new JsonArray();
        for (String line : Files.readAllLines(directory.resolve("merges.txt"))) {
            if (!line.isBlank() && !line.startsWith("#version")) {
                merges.add(line.strip());
            }
        }
        model.add("merges", merges);
        return model;
    }

    private long id(String token) {
        JsonElement id = vocabulary.get(token);
        if (id == null) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    "model file " + directory.resolve("vocab.json") + ": no token " + token);
        }
        return id.getAsLong();
    }

    private static JsonObject sequence(String name, JsonObject[] parts) {
        JsonObject sequence = object("Sequence");
        JsonArray list = new JsonArray();
        for (JsonObject part : parts) {
            list.add(part);
        }
        sequence.add(name, list);
        return sequence;
    }

    private static JsonObject regex(String pattern) {
        JsonObject regex = new JsonObject();
        regex.addProperty("Regex", pattern);
        return regex;
    }

    private static JsonObject object(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
    }

    private static JsonObject object(String type, String field, String value) {
        JsonObject object = object(type);
        object.addProperty(field, value);
        return object;
    }

    private static JsonObject object(String type, String field, boolean value) {
        JsonObject object = object(type);
        object.addProperty(field, value);
        return object;
    }
}
