package io.omniflow.core.cache;

import java.util.Optional;

/** Where the entries of a {@link DitCacheManager} are kept. Not thread-safe. */
public interface CacheStore {

    /** Returns the entry of a slot. */
    Optional<CacheEntry> get(EntrySlot slot);

    /** Stores an entry with its header, in place of one with the same slot. */
    void put(CacheEntry entry, EntryHeader header);

    /** Stores the header of an entry that is there, in place of its earlier one. */
    void update(EntryHeader header);

    /** Removes an entry if it is there. */
    void remove(EntrySlot slot);
}
