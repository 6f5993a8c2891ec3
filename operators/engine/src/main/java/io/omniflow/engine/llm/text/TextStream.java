package io.omniflow.engine.llm.text;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Turns tokens into text one by one. A token can be part of a letter, and its text can depend on
 * the token before, so a little of the past is decoded again with each. For one thread.
 */
final class TextStream {

    /** Stands for bytes that are no letter, perhaps not yet. */
    private static final String PARTIAL = "\uFFFD";

    private final Function<int[], String> decoder;
    private int[] tokens = new int[0];

    /** Tokens before this one are not looked at any more. */
    private int past;

    /** Tokens before this one have given all their text. */
    private int told;

    TextStream(Function<int[], String> decoder) {
        this.decoder = decoder;
    }

    /** Adds a token and returns the text that is certain with it and was not told yet. */
    String add(int token) {
        tokens = Arrays.copyOf(tokens, tokens.length + 1);
        tokens[tokens.length - 1] = token;
        String text = untold();
        if (text.isEmpty() || text.endsWith(PARTIAL)) {
            return "";
        }
        past = told;
        told = tokens.length;
        return text;
    }

    /** Returns what is left when no token follows. */
    String finish() {
        String text = untold();
        told = tokens.length;
        past = told;
        return text;
    }

    private String untold() {
        String before = decoder.apply(Arrays.copyOfRange(tokens, past, told));
        String all = decoder.apply(Arrays.copyOfRange(tokens, past, tokens.length));
        return all.length() <= before.length() ? "" : all.substring(before.length());
    }
}
