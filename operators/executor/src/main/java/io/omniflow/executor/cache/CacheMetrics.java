package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheStatistics;
import io.omniflow.core.cache.DitCacheManager;
import io.omniflow.core.cache.EvictionCause;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of the DiT cache: single numbers that may be a moment old. */
final class CacheMetrics {

    private CacheMetrics() {}

    static void register(MetricGroup operator, DitCacheManager cache) {
        OmniMetrics metrics = new OmniMetrics(operator);
        CacheStatistics statistics = cache.statistics();
        metrics.gauge(OmniMetric.CACHE_HITS, statistics::hits);
        metrics.gauge(OmniMetric.CACHE_OFFERS, statistics::offers);
        metrics.gauge(OmniMetric.CACHE_MISSES, statistics::misses);
        for (EvictionCause cause : EvictionCause.values()) {
            metrics.gauge(OmniMetric.CACHE_EVICTIONS, cause, () -> statistics.evictions(cause));
        }
        metrics.gauge(OmniMetric.CACHE_UNUSABLE, statistics::unusable);
        metrics.gauge(OmniMetric.CACHE_STEPS_SPARED, statistics::stepsSpared);
        metrics.gauge(OmniMetric.CACHE_ENTRIES, statistics::entries);
        metrics.gauge(OmniMetric.CACHE_BYTES, statistics::bytes);
    }
}
