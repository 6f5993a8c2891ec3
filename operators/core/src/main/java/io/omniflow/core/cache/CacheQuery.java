package io.omniflow.core.cache;

import io.omniflow.core.request.GenerationTask;
import java.util.Objects;

/**
 * What is looked for, and for whom.
 *
 * @param key the neighbourhood
 * @param fingerprint the output that is wanted
 * @param tenant who asks; empty when not given
 * @param shared whether it may come from other tenants, if they say so too
 * @param notBeforeMs epoch milliseconds: what started earlier was invalidated; 0 for no bound
 */
public record CacheQuery(
        String key, String fingerprint, String tenant, boolean shared, long notBeforeMs) {

    /** Checks that the query is complete. */
    public CacheQuery {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(tenant, "tenant");
    }

    /** Returns what a task looks for. */
    public static CacheQuery of(GenerationTask task, long notBeforeMs) {
        return new CacheQuery(
                task.cacheKey(),
                task.fingerprint(),
                task.tenant(),
                task.cache().shared(),
                notBeforeMs);
    }

    /** Tells whether the one who asks may see an entry of a tenant. */
    boolean sees(EntryHeader header) {
        return header.tenant().equals(tenant) || header.shared() && shared;
    }
}
