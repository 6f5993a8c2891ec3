package io.omniflow.engine.llm.sampling;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Which tokens a sequence has, and how often its text has them. Not safe for several threads. */
public final class TokenHistory {

    private final BitSet seen = new BitSet();
    private final Map<Integer, Integer> written = new HashMap<>();

    /** Starts with the tokens of a prompt. */
    public TokenHistory(int[] prompt) {
        for (int token : prompt) {
            seen.set(token);
        }
    }

    /** Adds a token of the text. */
    public void add(int token) {
        seen.set(token);
        written.merge(token, 1, Integer::sum);
    }

    /** Returns the tokens of prompt and text. */
    BitSet seen() {
        return seen;
    }

    /** Visits each token of the text with its count. */
    void forEachWritten(BiConsumer<Integer, Integer> visitor) {
        written.forEach(visitor);
    }
}
