package io.omniflow.core.generation;

import java.util.List;

/**
 * What a generation may start from in place of noise. All have its model, size, sampler, guidance
 * and negative prompt.
 *
 * @param similarity least similarity that is near enough, in (0, 1]; the model may ask for more
 * @param members candidates, most promising first
 */
public record Neighbourhood(double similarity, List<Neighbour> members) {

    /** Nothing but noise. */
    public static final Neighbourhood NONE = new Neighbourhood(1, List.of());

    /** Checks the bound and copies the list. */
    public Neighbourhood {
        members = List.copyOf(members);
        if (!(similarity > 0 && similarity <= 1)) {
            throw new IllegalArgumentException(
                    "a neighbour's similarity lies above 0 and up to 1: " + similarity);
        }
    }
}
