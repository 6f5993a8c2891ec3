package io.omniflow.core.generation;

import java.util.List;

/**
 * A token that was written, as a snapshot keeps it.
 *
 * @param id the token
 * @param logprob natural logarithm of its probability by the model alone
 * @param top the likeliest tokens at its place; empty if nobody asked
 */
public record SavedToken(int id, double logprob, List<Other> top) {

    /**
     * A token that might have been written.
     *
     * @param id the token
     * @param logprob natural logarithm of its probability
     */
    public record Other(int id, double logprob) {}

    /** Copies the list. */
    public SavedToken {
        top = List.copyOf(top);
    }
}
