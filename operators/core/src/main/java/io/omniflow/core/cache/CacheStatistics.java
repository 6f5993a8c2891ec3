package io.omniflow.core.cache;

/**
 * Counters of a cache since it was opened, and its size now.
 *
 * @param hits look-ups that were served
 * @param misses look-ups that were not
 * @param evictions entries removed to stay within the bounds
 * @param expirations entries removed because of their age
 * @param entries entries now
 * @param bytes bytes now
 */
public record CacheStatistics(
        long hits, long misses, long evictions, long expirations, int entries, long bytes) {}
