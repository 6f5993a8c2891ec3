package io.omniflow.core.cache;

/** A configuration that is being changed; it is checked as a whole when it is built. */
final class CacheDraft {

    private final DitCacheConfig base;
    boolean enabled;
    CacheStrategy strategy;
    long maxBytes;
    int maxEntries;
    long ttlMs;
    double floor;
    int candidates;

    CacheDraft(DitCacheConfig base) {
        this.base = base;
        enabled = base.enabled();
        strategy = base.strategy();
        maxBytes = base.maxBytes();
        maxEntries = base.maxEntries();
        ttlMs = base.ttlMs();
        floor = base.approximate().floor();
        candidates = base.approximate().candidates();
    }

    /** Throws {@link IllegalArgumentException} if a value is out of range. */
    DitCacheConfig build() {
        return new DitCacheConfig(
                enabled,
                strategy,
                maxBytes,
                maxEntries,
                ttlMs,
                base.compression(),
                new ApproximateConfig(base.approximate().enabled(), floor, candidates));
    }
}
