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
    private final LinkedHashMap<Slot, EntryHeader> index = new LinkedHashMap<>(16, 0.75f, true);
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
    public void restore(EntryHeader header) {
        track(header);
    }

    /** Looks an output up; an entry past its age is removed and not served. */
    public Optional<CacheEntry> get(String key, String fingerprint, long nowMs) {
        Slot slot = new Slot(key, fingerprint);
        EntryHeader header = index.get(slot);
        if (header != null && isExpired(header, nowMs)) {
            drop(slot);
            expirations++;
            header = null;
        }
        if (header == null) {
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
        EntryHeader header = entry.header();
        if (header.bytes() > config.maxBytes() || isExpired(header, nowMs)) {
            return;
        }
        store.put(entry);
        track(header);
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

    private void track(EntryHeader header) {
        EntryHeader replaced = index.put(new Slot(header.key(), header.fingerprint()), header);
        bytes += header.bytes() - (replaced == null ? 0 : replaced.bytes());
    }

    private void evict() {
        while (bytes > config.maxBytes() || index.size() > config.maxEntries()) {
            Iterator<Map.Entry<Slot, EntryHeader>> eldest = index.entrySet().iterator();
            Map.Entry<Slot, EntryHeader> entry = eldest.next();
            Slot slot = entry.getKey();
            bytes -= entry.getValue().bytes();
            eldest.remove();
            store.remove(slot.key, slot.fingerprint);
            evictions++;
        }
    }

    private void drop(Slot slot) {
        bytes -= index.remove(slot).bytes();
        store.remove(slot.key, slot.fingerprint);
    }

    private boolean isExpired(EntryHeader header, long nowMs) {
        return nowMs - header.createdMs() >= config.ttlMs();
    }

    private record Slot(String key, String fingerprint) {}
}
