package io.omniflow.engine.llm;

import io.omniflow.core.generation.FinishReason;
import io.omniflow.engine.llm.sampling.SampledToken;
import java.util.List;

/**
 * A text that is done.
 *
 * @param text the text, without what stopped it
 * @param tokens its tokens, the one that stopped it included
 * @param reason why it ended
 * @param promptTokens number of tokens of the prompt
 * @param reusedTokens how many of them were not computed, since another prompt began the same
 */
public record TextOutput(
        String text,
        List<SampledToken> tokens,
        FinishReason reason,
        int promptTokens,
        int reusedTokens) {

    /** Copies the list. */
    public TextOutput {
        tokens = List.copyOf(tokens);
    }
}
