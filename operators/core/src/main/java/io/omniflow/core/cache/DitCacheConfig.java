package io.omniflow.core.cache;

import java.io.Serializable;

/**
 * Bounds of the DiT cache of one stage. With parallelism p each subtask owns one p-th.
 *
 * @param enabled whether outputs are reused across generations at all
 * @param maxBytes largest sum of entry sizes, in bytes
 * @param maxEntries largest number of entries
 * @param ttlMs milliseconds after which an entry is no longer served
 */
public record DitCacheConfig(boolean enabled, long maxBytes, int maxEntries, long ttlMs)
        implements Serializable {

    /** 256 MiB, 100 000 entries, one day. */
    public static final DitCacheConfig DEFAULT =
            new DitCacheConfig(true, 256L << 20, 100_000, 86_400_000L);

    /** Checks that every bound is positive. */
    public DitCacheConfig {
        if (maxBytes <= 0 || maxEntries <= 0 || ttlMs <= 0) {
            throw new IllegalArgumentException(
                    "the bounds of the DiT cache must be positive: "
                            + maxBytes
                            + " bytes, "
                            + maxEntries
                            + " entries, "
                            + ttlMs
                            + " ms");
        }
    }
}
