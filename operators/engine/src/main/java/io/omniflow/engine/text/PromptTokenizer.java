package io.omniflow.engine.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns prompts into token ids by a bundle's {@code tokenizer.json}. Safe for many threads. */
public final class PromptTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final int length;
    private final long unknown;

    private PromptTokenizer(HuggingFaceTokenizer tokenizer, int length, long unknown) {
        this.tokenizer = tokenizer;
        this.length = length;
        this.unknown = unknown;
    }

    /**
     * Loads a tokenizer.
     *
     * @param file the {@code tokenizer.json}
     * @param length number of tokens to which every prompt is padded or cut
     */
    public static PromptTokenizer load(Path file, int length) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            // Without these options DJL ignores what the file says of padding.
            HuggingFaceTokenizer tokenizer =
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optMaxLength(length)
                            .optTruncation(true)
                            .optPadToMaxLength()
                            .build();
            return new PromptTokenizer(tokenizer, length, unknownId(json));
        } catch (IOException | RuntimeException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "model file " + file + ": no tokenizer: " + e, e);
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
            warnings.add("the prompt is longer than " + length + " tokens and was cut");
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

    /** Returns the id of the token for unknown words, or -1 where every word has tokens. */
    private static long unknownId(JsonObject json) {
        JsonObject model = json.getAsJsonObject("model");
        JsonElement token = model.get("unk_token");
        if (token == null || token.isJsonNull()) {
            return -1;
        }
        JsonElement id = model.getAsJsonObject("vocab").get(token.getAsString());
        return id == null ? -1 : id.getAsLong();
    }
}
