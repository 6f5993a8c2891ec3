package io.omniflow.core.cache;

/** Why an entry was removed. */
public enum EvictionCause {
    /** There were too many entries, in all or of one neighbourhood. */
    ENTRIES,
    /** They were too large. */
    BYTES,
    /** Its time was over. */
    TTL,
    /** It was invalidated, or taken out of the cache topic. */
    INVALIDATED,
    /** Its data was not where it should lie, or was not what had been put there. */
    UNREADABLE
}
