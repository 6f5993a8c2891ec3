package io.omniflow.core.cache;

import java.util.Optional;

/** Where the entries of a {@link DitCacheManager} are kept. Not thread-safe. */
public interface CacheStore {

    /** Returns the entry of a fingerprint in a neighbourhood. */
    Optional<CacheEntry> get(String key, String fingerprint);

    /** Stores an entry, in place of one with the same fingerprint. */
    void put(CacheEntry entry);

    /** Removes an entry if it is there. */
    void remove(String key, String fingerprint);
}
