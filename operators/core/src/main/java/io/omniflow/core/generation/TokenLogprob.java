package io.omniflow.core.generation;

import java.util.List;
import java.util.Objects;

/**
 * The probability of a token that was written, by the model alone.
 *
 * @param id the token
 * @param text its text; parts of a character are U+FFFD
 * @param logprob natural logarithm of its probability
 * @param top the likeliest tokens at its place, likeliest first
 */
public record TokenLogprob(int id, String text, double logprob, List<Top> top) {

    /**
     * A token that might have been written.
     *
     * @param id the token
     * @param text its text
     * @param logprob natural logarithm of its probability
     */
    public record Top(int id, String text, double logprob) {

        /** Checks that the text is there. */
        public Top {
            Objects.requireNonNull(text, "text");
        }
    }

    /** Checks that the text is there and copies the list. */
    public TokenLogprob {
        Objects.requireNonNull(text, "text");
        top = List.copyOf(top);
    }
}
