package io.omniflow.core.cache;

import java.util.Objects;

/**
 * What a cache has counted since it was opened, and its size: always as it is now, so that reading
 * a number costs no more than the number. Other threads may read and see numbers a moment old.
 */
public final class CacheStatistics {

    long hits;
    long offers;
    long misses;
    long unusable;
    long stepsSpared;
    private final long[] evictions = new long[EvictionCause.values().length];
    private final EntryIndex index;

    CacheStatistics(EntryIndex index) {
        this.index = Objects.requireNonNull(index, "index");
    }

    void count(EvictionCause cause) {
        evictions[cause.ordinal()]++;
    }

    /** Returns how many look-ups were answered. */
    public long hits() {
        return hits;
    }

    /** Returns how many look-ups were not answered, but found neighbours. */
    public long offers() {
        return offers;
    }

    /** Returns how many look-ups were not answered, with neighbours or without. */
    public long misses() {
        return misses;
    }

    /** Returns how many entries were removed for a cause. */
    public long evictions(EvictionCause cause) {
        return evictions[cause.ordinal()];
    }

    /** Returns how many entries were not what they must be: dropped, never used. */
    public long unusable() {
        return unusable;
    }

    /** Returns the inference steps that the answers stood for. */
    public long stepsSpared() {
        return stepsSpared;
    }

    /** Returns how many entries there are. */
    public int entries() {
        return index.size();
    }

    /** Returns how many bytes the entries have. */
    public long bytes() {
        return index.bytes();
    }

    /** Returns the share of look-ups that were answered, 0 to 1; 0 if there were none. */
    public double hitRate() {
        long all = hits + misses;
        return all == 0 ? 0 : (double) hits / all;
    }
}
