package io.omniflow.core.config;

import io.omniflow.core.request.CacheDefaults;
import java.io.Serializable;
import java.util.Objects;

/**
 * How outputs are reused across generations, whatever their stage.
 *
 * @param defaults what requests mean that do not say
 * @param inlineBytes largest picture that an entry of the cache carries itself, in bytes; larger
 *     ones lie in the offload directory
 */
public record ReuseConfig(CacheDefaults defaults, int inlineBytes) implements Serializable {

    /** Exact outputs within the tenant; pictures of up to 256 KiB inline. */
    public static final ReuseConfig DEFAULT = new ReuseConfig(CacheDefaults.NONE, 256 << 10);

    /** Checks the bound. */
    public ReuseConfig {
        Objects.requireNonNull(defaults, "defaults");
        if (inlineBytes < 0) {
            throw new IllegalArgumentException(
                    "an entry cannot carry a picture of " + inlineBytes + " bytes");
        }
    }
}
