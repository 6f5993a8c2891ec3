package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheStatistics;
import io.omniflow.core.cache.DitCacheManager;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of the DiT cache. */
final class CacheMetrics {

    private CacheMetrics() {}

    static void register(MetricGroup operator, DitCacheManager cache) {
        OmniMetrics metrics = new OmniMetrics(operator);
        metrics.gauge(OmniMetric.CACHE_HITS, () -> statistics(cache).hits());
        metrics.gauge(OmniMetric.CACHE_MISSES, () -> statistics(cache).misses());
        metrics.gauge(OmniMetric.CACHE_EVICTIONS, () -> statistics(cache).evictions());
        metrics.gauge(OmniMetric.CACHE_EXPIRATIONS, () -> statistics(cache).expirations());
        metrics.gauge(OmniMetric.CACHE_ENTRIES, () -> statistics(cache).entries());
        metrics.gauge(OmniMetric.CACHE_BYTES, () -> statistics(cache).bytes());
    }

    /** Single numbers, read without a lock: a reporter may see one that is a moment old. */
    private static CacheStatistics statistics(DitCacheManager cache) {
        return cache.statistics();
    }
}
