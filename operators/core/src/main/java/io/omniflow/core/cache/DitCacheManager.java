package io.omniflow.core.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The cache of outputs across generations: exact hits by fingerprint, least recently used eviction
 * under byte and entry limits, and an age limit. Sizes and order are kept on the heap, entries in
 * the {@link CacheStore}. Not thread-safe.
 */
public final class DitCacheManager {

    private final DitCacheConfig config;
    private final CacheStore store;
    private final LinkedHashMap<Slot, Weight> index = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;
    private long evictions;
    private long expirations;

    /** Creates a cache over a store whose entries are announced by {@link #restore}. */
    public DitCacheManager(DitCacheConfig config, CacheStore store) {
        this.config = Objects.requireNonNull(config, "config");
        this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * Announces an entry that the store already holds. Entries restored later count as used more
     * recently. Bounds are enforced at the next {@link #set}.
     */
    public void restore(CacheEntry entry) {
        track(entry);
    }

    /** Looks an output up; an entry past its age is removed and not served. */
    public Optional<CacheEntry> get(String key, String fingerprint, long nowMs) {
        Slot slot = new Slot(key, fingerprint);
        Weight weight = index.get(slot);
        if (weight != null && isExpired(weight, nowMs)) {
            drop(slot);
            expirations++;
            weight = null;
        }
        if (weight == null) {
            misses++;
            return Optional.empty();
        }
        hits++;
        return store.get(key, fingerprint);
    }

    /**
     * Stores an entry and evicts others until the bounds hold. An entry that is too old, or alone
     * larger than the byte limit, is not stored.
     */
    public void set(CacheEntry entry, long nowMs) {
        Weight weight = new Weight(entry.bytes(), entry.createdMs());
        if (weight.bytes > config.maxBytes() || isExpired(weight, nowMs)) {
            return;
        }
        store.put(entry);
        track(entry);
        evict();
    }

    /** Removes an entry if it is there. */
    public void invalidate(String key, String fingerprint) {
        Slot slot = new Slot(key, fingerprint);
        if (index.containsKey(slot)) {
            drop(slot);
        }
    }

    /** Returns counters and sizes. */
    public CacheStatistics statistics() {
        return new CacheStatistics(hits, misses, evictions, expirations, index.size(), bytes);
    }

    private void track(CacheEntry entry) {
        Weight weight = new Weight(entry.bytes(), entry.createdMs());
        Weight replaced = index.put(new Slot(entry.key(), entry.fingerprint()), weight);
        bytes += weight.bytes - (replaced == null ? 0 : replaced.bytes);
    }

    private void evict() {
        while (bytes > config.maxBytes() || index.size() > config.maxEntries()) {
            Iterator<Map.Entry<Slot, Weight>> eldest = index.entrySet().iterator();
            Map.Entry<Slot, Weight> entry = eldest.next();
            Slot slot = entry.getKey();
            bytes -= entry.getValue().bytes;
            eldest.remove();
            store.remove(slot.key, slot.fingerprint);
            evictions++;
        }
    }

    private void drop(Slot slot) {
        bytes -= index.remove(slot).bytes;
        store.remove(slot.key, slot.fingerprint);
    }

    private boolean isExpired(Weight weight, long nowMs) {
        return nowMs - weight.createdMs >= config.ttlMs();
    }

    private record Slot(String key, String fingerprint) {}

    private record Weight(long bytes, long createdMs) {}
}
