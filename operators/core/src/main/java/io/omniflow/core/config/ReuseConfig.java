package io.omniflow.core.config;

import io.omniflow.core.request.CacheDefaults;
import java.io.Serializable;
import java.util.Objects;

/**
 * How outputs are reused across generations, whatever their stage.
 *
 * @param defaults what requests mean that do not say
 */
public record ReuseConfig(CacheDefaults defaults) implements Serializable {

    /** Exact outputs within the tenant. */
    public static final ReuseConfig DEFAULT = new ReuseConfig(CacheDefaults.NONE);

    /** Checks that the defaults are there. */
    public ReuseConfig {
        Objects.requireNonNull(defaults, "defaults");
    }
}
