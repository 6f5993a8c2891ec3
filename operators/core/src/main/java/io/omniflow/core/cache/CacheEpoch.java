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
}
