package io.omniflow.engine.llm;

import io.omniflow.engine.llm.sampling.SampledToken;
import java.util.List;

/**
 * A text in progress: all that is needed to continue it anywhere. Keys and values are computed
 * again, and draws depend on the position alone.
 *
 * @param written the tokens of the text so far
 */
public record TextSnapshot(List<SampledToken> written) {

    /** Copies the list. */
    public TextSnapshot {
        written = List.copyOf(written);
    }
}
