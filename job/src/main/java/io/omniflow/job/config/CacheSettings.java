package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.duration;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.size;

import io.omniflow.core.cache.DitCacheConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** Bounds of the DiT cache, for all stages or below the prefix of one. */
final class CacheSettings {

    static final String PREFIX = "cache.";

    static final CacheSettings GLOBAL = new CacheSettings("");

    static final Setting<Boolean> ENABLED =
            flag(
                    "cache.enabled",
                    DitCacheConfig.DEFAULT.enabled(),
                    "Whether outputs are reused across generations at all.");

    static final Setting<Boolean> TOPIC =
            flag(
                    "cache.topic",
                    true,
                    "Whether outputs travel through the cache topic, by which they reach the cache."
                            + " Without it nothing is reused across generations, whatever"
                            + " cache.enabled says.");

    private final Setting<MemorySize> maxBytes;

    private final Setting<Integer> maxEntries;

    private final Setting<Duration> ttl;

    CacheSettings(String scope) {
        maxBytes =
                size(
                        scope + "cache.max-bytes",
                        new MemorySize(DitCacheConfig.DEFAULT.maxBytes()),
                        1,
                        Long.MAX_VALUE,
                        "Largest sum of the sizes of cached outputs of one stage.");
        maxEntries =
                count(
                        scope + "cache.max-entries",
                        DitCacheConfig.DEFAULT.maxEntries(),
                        1,
                        "Largest number of cached outputs of one stage.");
        ttl =
                duration(
                        scope + "cache.ttl",
                        Duration.ofMillis(DitCacheConfig.DEFAULT.ttlMs()),
                        "How long a cached output is served.");
    }

    List<Setting<?>> all() {
        return List.of(maxBytes, maxEntries, ttl);
    }

    /** Reads the bounds of a stage; what it does not set is as for all stages. */
    DitCacheConfig read(Configuration config) {
        return new DitCacheConfig(
                ENABLED.read(config) && TOPIC.read(config),
                maxBytes.readOr(GLOBAL.maxBytes, config).getBytes(),
                maxEntries.readOr(GLOBAL.maxEntries, config),
                ttl.readOr(GLOBAL.ttl, config).toMillis());
    }
}
