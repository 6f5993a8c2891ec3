package io.omniflow.engine.llm.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the rows of many chunks come together in passes.
 *
 * @param rows the least rows of a pass; products of fewer rows take as long or longer
 * @param fixed whether every pass has just so many rows, and each row is a chunk of its own
 */
record RowPlan(int rows, boolean fixed) {

    /** As fast as can be: one pass of all. */
    static final RowPlan FREE = new RowPlan(4, false);

    /** Returns a plan of passes of the same form. */
    static RowPlan fixed(int rows) {
        return new RowPlan(rows, true);
    }

    /**
     * Splits chunks into passes. Tokens of one sequence stay in order: a row may attend to those of
     * the same pass and of earlier ones.
     */
    List<List<Chunk>> passes(List<Chunk> chunks) {
        if (!fixed) {
            return List.of(chunks);
        }
        List<List<Chunk>> passes = new ArrayList<>();
        List<Chunk> open = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (int i = 0; i < chunk.tokens().length; i++) {
                open.add(chunk.part(i, 1));
                if (open.size() == rows) {
                    passes.add(open);
                    open = new ArrayList<>();
                }
            }
        }
        if (!open.isEmpty()) {
            passes.add(open);
        }
        return passes;
    }

    /** Returns the rows of a pass that computes so many tokens. */
    int rows(int tokens) {
        return Math.max(rows, tokens);
    }

    /** Repeats the first of some rows until a product has its least number of them. */
    long[] fill(long[] wanted) {
        int from = wanted.length;
        long[] filled = Arrays.copyOf(wanted, rows(from));
        Arrays.fill(filled, from, filled.length, wanted[0]);
        return filled;
    }
}
