package io.omniflow.core.config;

import io.omniflow.core.request.CacheDefaults;
import java.io.Serializable;
import java.util.Objects;

/**
 * How outputs are reused across generations, whatever their stage.
 *
 * @param defaults what requests mean that do not say
 * @param storage where the outputs of cache entries lie
 */
public record ReuseConfig(CacheDefaults defaults, CacheStorage storage) implements Serializable {

    /** Exact outputs within the tenant, all of them in their entries. */
    public static final ReuseConfig DEFAULT =
            new ReuseConfig(CacheDefaults.NONE, CacheStorage.INLINE);

    /** Checks that both are there. */
    public ReuseConfig {
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(storage, "storage");
    }
}
