package io.omniflow.job.config;

import static io.omniflow.job.config.Settings.choice;
import static io.omniflow.job.config.Settings.share;
import static io.omniflow.job.config.Settings.size;
import static io.omniflow.job.config.Settings.text;

import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.ReuseConfig;
import io.omniflow.core.request.CacheDefaults;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** How outputs are reused across generations, whatever their stage. */
final class ReuseSettings {

    private static final String AUTO = "auto";
    private static final String NONE = "none";

    static final Setting<CacheScope> SCOPE =
            choice(
                    "cache.scope",
                    CacheScope.class,
                    CacheScope.TENANT,
                    "Who shares work with a request that does not say: its own tenant, or every"
                            + " tenant whose requests are shared too.");

    static final Setting<Double> SIMILARITY =
            share(
                    "cache.similarity",
                    0,
                    "Least similarity, up to 1, of a prompt from whose picture the generation of a"
                            + " request that does not say may start; 0 to start from noise alone.");

    static final Setting<MemorySize> INLINE_BYTES =
            size(
                    "cache.inline-bytes",
                    new MemorySize(CacheStorage.DEFAULT_INLINE_BYTES),
                    4 << 10,
                    1 << 30,
                    "Largest output that lies in its cache entry, so in the cache topic and in"
                            + " state. Larger ones are files in cache.storage-directory, if there"
                            + " is one.");

    static final Setting<String> STORAGE_DIRECTORY =
            text(
                    "cache.storage-directory",
                    AUTO,
                    "Directory on a file system that Flink knows, the same one for all"
                        + " TaskManagers, for large outputs of cache entries, or none: every output"
                        + " lies in its entry. Auto: the folder cache of delivery.offload-directory"
                        + " if that is set, else none.");

    static final List<Setting<?>> ALL = List.of(SCOPE, SIMILARITY, INLINE_BYTES, STORAGE_DIRECTORY);

    private ReuseSettings() {}

    static ReuseConfig read(Configuration all) {
        double similarity = SIMILARITY.read(all);
        return new ReuseConfig(
                new CacheDefaults(SCOPE.read(all) == CacheScope.SHARED, similarity), storage(all));
    }

    private static CacheStorage storage(Configuration all) {
        return new CacheStorage(directory(all), Math.toIntExact(INLINE_BYTES.read(all).getBytes()));
    }

    /** Only a directory that somebody has chosen is one that all TaskManagers can be held to. */
    private static String directory(Configuration all) {
        String directory = STORAGE_DIRECTORY.read(all);
        if (!directory.equals(AUTO)) {
            return directory.equals(NONE) ? "" : directory;
        }
        return all.containsKey(DeliverySettings.OFFLOAD_DIRECTORY.option().key())
                ? DeliverySettings.OFFLOAD_DIRECTORY.read(all) + "/cache"
                : "";
    }
}
