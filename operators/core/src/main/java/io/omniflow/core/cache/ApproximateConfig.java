package io.omniflow.core.cache;

import java.io.Serializable;

/**
 * Whether and from what generations may start in place of noise, if their requests say so too.
 *
 * @param enabled whether outputs are kept with their latents, and found by similar prompts
 * @param floor least similarity of prompts that any request may ask for, in (0, 1]
 * @param candidates how many neighbours a worker gets to choose from
 */
public record ApproximateConfig(boolean enabled, double floor, int candidates)
        implements Serializable {

    /** Off; if it is turned on, four candidates with a similarity of at least 0.8. */
    public static final ApproximateConfig DEFAULT = new ApproximateConfig(false, 0.8, 4);

    /** The most candidates that can be asked for; each travels with its latents. */
    public static final int MOST_CANDIDATES = 64;

    /** Checks the numbers. */
    public ApproximateConfig {
        if (!(floor > 0 && floor <= 1)) {
            throw new IllegalArgumentException(
                    "the similarity floor of the DiT cache must lie above 0 and up to 1, not "
                            + floor);
        }
        if (candidates < 1 || candidates > MOST_CANDIDATES) {
            throw new IllegalArgumentException(
                    "the number of neighbours of the DiT cache must be 1 to "
                            + MOST_CANDIDATES
                            + ", not "
                            + candidates);
        }
    }
}
