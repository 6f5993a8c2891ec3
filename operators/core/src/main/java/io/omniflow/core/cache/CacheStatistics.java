package io.omniflow.core.cache;

import java.util.Map;

/**
 * Counters of a cache since it was opened, and its size now.
 *
 * @param hits look-ups that were answered
 * @param offers look-ups that were not, but for which neighbours were found
 * @param misses look-ups that were not answered, with neighbours or without
 * @param evictions entries removed, by cause
 * @param unusable entries that were not what they must be: dropped, never used
 * @param stepsSpared inference steps that the answers stood for
 * @param entries entries now
 * @param bytes bytes now
 */
public record CacheStatistics(
        long hits,
        long offers,
        long misses,
        Map<EvictionCause, Long> evictions,
        long unusable,
        long stepsSpared,
        int entries,
        long bytes) {

    /** Copies the map. */
    public CacheStatistics {
        evictions = Map.copyOf(evictions);
    }

    /** Returns the share of look-ups that were answered, 0 to 1; 0 if there were none. */
    public double hitRate() {
        long all = hits + misses;
        return all == 0 ? 0 : (double) hits / all;
    }
}
