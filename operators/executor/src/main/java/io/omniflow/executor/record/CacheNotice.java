package io.omniflow.executor.record;

import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.DitCacheConfig;
import java.util.Objects;

/** What every subtask of dit-cache is told. */
public sealed interface CacheNotice {

    /**
     * Something was invalidated.
     *
     * @param epoch what
     */
    record Epoch(CacheEpoch epoch) implements CacheNotice {

        /** Checks that the epoch is there. */
        public Epoch {
            Objects.requireNonNull(epoch, "epoch");
        }
    }

    /**
     * Another configuration is in force.
     *
     * @param version the configuration's version; a notice with an older one than was seen is late
     * @param config the configuration of the whole stage
     */
    record Config(long version, DitCacheConfig config) implements CacheNotice {

        /** Checks that the configuration is there. */
        public Config {
            Objects.requireNonNull(config, "config");
        }
    }
}
