package io.omniflow.core.generation;

import java.util.List;
import java.util.Objects;

/**
 * How a text ended and what it took.
 *
 * @param finish why it ended
 * @param promptTokens number of tokens of the prompt
 * @param completionTokens number of tokens that were written, the one that ended it included
 * @param reusedTokens how many of the prompt's were not computed, since another one began alike
 * @param logprobs the tokens that were written with their probabilities; empty if nobody asked
 */
public record TextReport(
        FinishReason finish,
        int promptTokens,
        int completionTokens,
        int reusedTokens,
        List<TokenLogprob> logprobs) {

    /** Checks the reason and copies the list. */
    public TextReport {
        Objects.requireNonNull(finish, "finish");
        logprobs = List.copyOf(logprobs);
        if (promptTokens < 0 || completionTokens < 0 || reusedTokens < 0) {
            throw new IllegalArgumentException(
                    "a text has no negative number of tokens: "
                            + promptTokens
                            + ", "
                            + completionTokens
                            + ", "
                            + reusedTokens);
        }
    }
}
