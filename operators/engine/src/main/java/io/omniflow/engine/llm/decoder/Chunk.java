package io.omniflow.engine.llm.decoder;

import java.util.Arrays;

/**
 * Tokens of one sequence that a pass computes: a part of its prompt, or the token it wrote last.
 *
 * @param tokens the ids, in order; at least one
 * @param start position of the first
 * @param blocks blocks of the key-value cache, in order, that hold the sequence up to the last of
 *     these tokens
 * @param wanted whether the logits after the last token are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the pass
public record Chunk(int[] tokens, int start, int[] blocks, boolean wanted) {

    /** Returns how many tokens the sequence has after the pass. */
    int length() {
        return start + tokens.length;
    }

    /** Returns part of the chunk. */
    Chunk part(int from, int count) {
        int[] some = Arrays.copyOfRange(tokens, from, from + count);
        boolean last = from + count == tokens.length;
        return new Chunk(some, start + from, blocks, wanted && last);
    }
}
