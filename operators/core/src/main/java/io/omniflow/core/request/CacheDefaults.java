package io.omniflow.core.request;

import java.io.Serializable;

/**
 * What requests mean that say nothing of the cache across generations.
 *
 * @param shared whether other tenants share their work, if those say so too
 * @param similarity least similarity of a prompt from whose picture a generation may start, in (0,
 *     1]; 0 to start from noise alone
 */
public record CacheDefaults(boolean shared, double similarity) implements Serializable {

    /** Within the tenant, from noise. */
    public static final CacheDefaults NONE = new CacheDefaults(false, 0);

    /** Checks the bound. */
    public CacheDefaults {
        if (!(similarity >= 0 && similarity <= 1)) {
            throw new IllegalArgumentException("a similarity lies between 0 and 1: " + similarity);
        }
    }
}
