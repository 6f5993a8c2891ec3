package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheStatistics;
import io.omniflow.core.cache.DitCacheManager;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of the DiT cache, in the group {@code ditCache}. */
final class CacheMetrics {

    private CacheMetrics() {}

    static void register(MetricGroup operator, DitCacheManager cache) {
        MetricGroup group = operator.addGroup("ditCache");
        group.gauge("numCacheHits", () -> statistics(cache).hits());
        group.gauge("numCacheMisses", () -> statistics(cache).misses());
        group.gauge("numCacheEvictions", () -> statistics(cache).evictions());
        group.gauge("numCacheExpirations", () -> statistics(cache).expirations());
        group.gauge("cacheEntries", () -> statistics(cache).entries());
        group.gauge("cacheBytes", () -> statistics(cache).bytes());
    }

    /** Single numbers, read without a lock: a reporter may see one that is a moment old. */
    private static CacheStatistics statistics(DitCacheManager cache) {
        return cache.statistics();
    }
}
