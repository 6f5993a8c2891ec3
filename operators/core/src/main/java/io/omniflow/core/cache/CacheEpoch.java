package io.omniflow.core.cache;

import java.io.Serializable;
import java.util.Objects;

/**
 * Entries of a scope whose generation started before a moment are no longer served.
 *
 * @param scope what the name names
 * @param name fingerprint, model or tenant; empty for all
 * @param beforeMs epoch milliseconds
 */
public record CacheEpoch(Scope scope, String name, long beforeMs) implements Serializable {

    private static final long MAX_AHEAD_MS = 3_600_000;

    /** What an invalidation is about. */
    public enum Scope {
        /** All entries. */
        ALL,
        /** The entries of a model. */
        MODEL,
        /** The entries that were computed for a tenant. */
        TENANT,
        /** The entry of a fingerprint. */
        FINGERPRINT
    }

    /** Checks that the epoch is complete. */
    public CacheEpoch {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Tells whether it lies so far in the future that clocks cannot be why: it would hide all
     * entries to come.
     */
    public boolean isAhead(long nowMs) {
        return beforeMs > nowMs + MAX_AHEAD_MS;
    }
}
