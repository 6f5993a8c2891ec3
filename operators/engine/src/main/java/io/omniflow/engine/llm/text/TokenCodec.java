package io.omniflow.engine.llm.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The tokenizer of a model, both ways. It owns native memory until closed; safe for threads. */
public final class TokenCodec implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    private TokenCodec(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Loads {@code tokenizer.json}, without its padding and cutting.
     *
     * @throws InvalidModelException if it is missing or malformed
     */
    public static TokenCodec load(Path directory) {
        Path file = directory.resolve("tokenizer.json");
        try (InputStream stream = Files.newInputStream(file)) {
            return new TokenCodec(
                    HuggingFaceTokenizer.newInstance(
                            stream, Map.of("truncation", "false", "padding", "false")));
        } catch (IOException | RuntimeException e) {
            throw new InvalidModelException(
                    ErrorCode.INVALID_MODEL, "model file " + file + ": no tokenizer: " + e, e);
        }
    }

    /** Returns the tokens of a text, with the special ones that the file asks for. */
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text, true, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    /** Returns the text of tokens, without special ones. */
    public String decode(int[] tokens) {
        return tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
