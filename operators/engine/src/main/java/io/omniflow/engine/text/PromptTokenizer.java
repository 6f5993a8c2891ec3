package io.omniflow.engine.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns prompts into token ids by the tokenizer of a bundle. Safe for many threads. */
public final class PromptTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final String reader;
    private final int length;
    private final long unknown;

    private PromptTokenizer(
            HuggingFaceTokenizer tokenizer, String reader, int length, long unknown) {
        this.tokenizer = tokenizer;
        this.reader = reader;
        this.length = length;
        this.unknown = unknown;
    }

    /**
     * Loads a tokenizer.
     *
     * @param directory directory of the tokenizer's files
     * @param reader names the encoder in warnings; empty where there is only one
     * @param length number of tokens to which every prompt is padded or cut
     */
    static PromptTokenizer load(Path directory, String reader, int length) {
        JsonObject json = TokenizerFiles.read(directory);
        InputStream stream =
                new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8));
        // Without these options DJL ignores what the file says of padding.
        Map<String, String> options =
                Map.of(
                        "maxLength",
                        Integer.toString(length),
                        "modelMaxLength",
                        Integer.toString(length),
                        "truncation",
                        "true",
                        "padding",
                        "max_length");
        try {
            return new PromptTokenizer(
                    HuggingFaceTokenizer.newInstance(stream, options),
                    reader,
                    length,
                    unknownId(json));
        } catch (IOException | RuntimeException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    "model files in " + directory + ": no tokenizer: " + e,
                    e);
        }
    }

    /** Encodes a prompt with the special tokens that the file asks for. */
    public TokenizedPrompt encode(String prompt) {
        Encoding encoding = tokenizer.encode(prompt, true, false);
        long[] ids = encoding.getIds();
        if (ids.length != length) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL,
                    "the tokenizer made " + ids.length + " tokens of a prompt, expected " + length);
        }
        return new TokenizedPrompt(ids, warnings(prompt, encoding));
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private List<String> warnings(String prompt, Encoding encoding) {
        List<String> warnings = new ArrayList<>();
        Set<String> words = unknownWords(prompt, encoding);
        if (!words.isEmpty()) {
            warnings.add("the model does not know these words: " + String.join(", ", words));
        }
        if (encoding.exceedMaxLength()) {
            warnings.add(
                    "the prompt is longer than "
                            + length
                            + " tokens and was cut"
                            + (reader.isEmpty() ? "" : " for " + reader));
        }
        return List.copyOf(warnings);
    }

    private Set<String> unknownWords(String prompt, Encoding encoding) {
        Set<String> words = new LinkedHashSet<>();
        long[] ids = encoding.getIds();
        long[] special = encoding.getSpecialTokenMask();
        CharSpan[] spans = encoding.getCharTokenSpans();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == unknown && special[i] == 0 && spans[i] != null) {
                words.add(word(prompt, spans[i]));
            }
        }
        return words;
    }

    /** Spans count code points, strings in Java UTF-16 units. */
    private static String word(String prompt, CharSpan span) {
        int[] points = prompt.codePoints().toArray();
        int end = Math.min(span.getEnd(), points.length);
        int start = Math.min(span.getStart(), end);
        int[] word = Arrays.copyOfRange(points, start, end);
        return new String(word, 0, word.length);
    }

    /** Returns the id of the token for unknown words, or -1 where words have parts. */
    private static long unknownId(JsonObject json) {
        JsonObject model = json.getAsJsonObject("model");
        JsonElement token = model.get("unk_token");
        if (token == null || token.isJsonNull() || !isWords(model)) {
            return -1;
        }
        JsonElement id = model.getAsJsonObject("vocab").get(token.getAsString());
        return id == null ? -1 : id.getAsLong();
    }

    private static boolean isWords(JsonObject model) {
        JsonElement type = model.get("type");
        return type != null && type.getAsString().equals("WordLevel");
    }
}
