package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.choice;
import static io.omniflow.job.config.Settings.count;
import static io.omniflow.job.config.Settings.duration;
import static io.omniflow.job.config.Settings.flag;
import static io.omniflow.job.config.Settings.size;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheOption;
import io.omniflow.core.cache.CacheStrategy;
import io.omniflow.core.cache.DitCacheConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOptions;
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

    private final Setting<CacheStrategy> strategy;

    private final Setting<Boolean> compression;

    private final Setting<Boolean> approximate;

    private final Setting<Double> floor;

    private final Setting<Integer> neighbours;

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
                        CacheOption.TTL.description());
        strategy =
                choice(
                        scope + CacheOption.STRATEGY.key(),
                        CacheStrategy.class,
                        DitCacheConfig.DEFAULT.strategy(),
                        CacheOption.STRATEGY.description());
        compression =
                flag(
                        scope + "cache.compression",
                        DitCacheConfig.DEFAULT.compression(),
                        "Whether latents of cached outputs are deflated in the cache topic.");
        approximate =
                flag(
                        scope + "cache.approximate",
                        ApproximateConfig.DEFAULT.enabled(),
                        "Whether outputs are cached with their latents, so that requests which"
                                + " allow it can start from those of similar prompts.");
        floor =
                new Setting<>(
                        ConfigOptions.key(scope + CacheOption.SIMILARITY_FLOOR.key())
                                .doubleType()
                                .defaultValue(ApproximateConfig.DEFAULT.floor())
                                .withDescription(CacheOption.SIMILARITY_FLOOR.description()),
                        CacheOption.SIMILARITY_FLOOR.expected(),
                        value -> value > 0 && value <= 1);
        neighbours =
                new Setting<>(
                        ConfigOptions.key(scope + CacheOption.NEIGHBOURS.key())
                                .intType()
                                .defaultValue(ApproximateConfig.DEFAULT.candidates())
                                .withDescription(CacheOption.NEIGHBOURS.description()),
                        CacheOption.NEIGHBOURS.expected(),
                        value -> value >= 1 && value <= ApproximateConfig.MOST_CANDIDATES);
    }

    List<Setting<?>> all() {
        return List.of(
                maxBytes, maxEntries, ttl, strategy, compression, approximate, floor, neighbours);
    }

    /** Reads the bounds of a stage; what it does not set is as for all stages. */
    DitCacheConfig read(Configuration config) {
        return new DitCacheConfig(
                ENABLED.read(config) && TOPIC.read(config),
                strategy.readOr(GLOBAL.strategy, config),
                maxBytes.readOr(GLOBAL.maxBytes, config).getBytes(),
                maxEntries.readOr(GLOBAL.maxEntries, config),
                ttl.readOr(GLOBAL.ttl, config).toMillis(),
                compression.readOr(GLOBAL.compression, config),
                new ApproximateConfig(
                        approximate.readOr(GLOBAL.approximate, config),
                        floor.readOr(GLOBAL.floor, config),
                        neighbours.readOr(GLOBAL.neighbours, config)));
    }
}
