package io.omniflow.core.cache;

import java.util.EnumMap;
import java.util.Map;

/** What a cache has counted. */
final class CacheCounters {

    long hits;
    long offers;
    long misses;
    long unusable;
    long stepsSpared;
    private final long[] evictions = new long[EvictionCause.values().length];

    void count(EvictionCause cause) {
        evictions[cause.ordinal()]++;
    }

    CacheStatistics statistics(int entries, long bytes) {
        Map<EvictionCause, Long> byCause = new EnumMap<>(EvictionCause.class);
        for (EvictionCause cause : EvictionCause.values()) {
            byCause.put(cause, evictions[cause.ordinal()]);
        }
        return new CacheStatistics(
                hits, offers, misses, byCause, unusable, stepsSpared, entries, bytes);
    }
}
