package io.omniflow.executor.cache;

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
        metrics.gauge(OmniMetric.CACHE_HITS, () -> cache.statistics().hits());
        metrics.gauge(OmniMetric.CACHE_OFFERS, () -> cache.statistics().offers());
        metrics.gauge(OmniMetric.CACHE_MISSES, () -> cache.statistics().misses());
        for (EvictionCause cause : EvictionCause.values()) {
            metrics.gauge(
                    OmniMetric.CACHE_EVICTIONS,
                    cause,
                    () -> cache.statistics().evictions().get(cause));
        }
        metrics.gauge(OmniMetric.CACHE_UNUSABLE, () -> cache.statistics().unusable());
        metrics.gauge(OmniMetric.CACHE_STEPS_SPARED, () -> cache.statistics().stepsSpared());
        metrics.gauge(OmniMetric.CACHE_ENTRIES, () -> cache.statistics().entries());
        metrics.gauge(OmniMetric.CACHE_BYTES, () -> cache.statistics().bytes());
    }
}
