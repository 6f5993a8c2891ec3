package io.omniflow.core.scheduling;

import java.io.Serializable;

/**
 * How long the texts were that a worker has completed, summed up since its attempt began.
 *
 * @param texts number of completed texts
 * @param tokens tokens of all of them
 */
public record TextTotals(long texts, long tokens) implements Serializable {

    /** No text was completed. */
    public static final TextTotals NONE = new TextTotals(0, 0);

    /** Returns the totals with one more text. */
    public TextTotals plus(long tokensOfText) {
        return new TextTotals(texts + 1, tokens + tokensOfText);
    }
}
