package io.omniflow.core.cache;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The DiT cache of one stage. With parallelism p each subtask owns one p-th of its bounds.
 *
 * @param enabled whether outputs are reused across generations at all
 * @param strategy which entry makes room for another
 * @param maxBytes largest sum of entry sizes, in bytes; the template of the API calls it {@code
 *     max_memory_gb}
 * @param maxEntries largest number of entries
 * @param ttlMs milliseconds from the start of its generation after which an entry is not served
 * @param compression whether latents are deflated where they travel and rest
 * @param approximate whether similar prompts share work
 */
public record DitCacheConfig(
        boolean enabled,
        CacheStrategy strategy,
        long maxBytes,
        int maxEntries,
        long ttlMs,
        boolean compression,
        ApproximateConfig approximate)
        implements Serializable {

    /** Least recently used goes first, 256 MiB, 100 000 entries, one day, exact alone. */
    public static final DitCacheConfig DEFAULT =
            new DitCacheConfig(true, 256L << 20, 100_000, 86_400_000L);

    /** Checks that every bound is positive. */
    public DitCacheConfig {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(approximate, "approximate");
        require(maxBytes, "byte limit", "bytes");
        require(maxEntries, "entry limit", "entries");
        require(ttlMs, "time to live", "ms");
    }

    /** A cache of exact outputs in which the least recently used goes first. */
    public DitCacheConfig(boolean enabled, long maxBytes, int maxEntries, long ttlMs) {
        this(
                enabled,
                CacheStrategy.LRU,
                maxBytes,
                maxEntries,
                ttlMs,
                true,
                ApproximateConfig.DEFAULT);
    }

    /** Returns what one of so many subtasks owns: an equal share of the bounds, at least 1 each. */
    public DitCacheConfig share(int subtasks) {
        CacheDraft draft = new CacheDraft(this);
        draft.maxBytes = Math.max(1, maxBytes / subtasks);
        draft.maxEntries = Math.max(1, maxEntries / subtasks);
        return draft.build();
    }

    /** Returns the same with another strategy. */
    public DitCacheConfig withStrategy(CacheStrategy other) {
        CacheDraft draft = new CacheDraft(this);
        draft.strategy = other;
        return draft.build();
    }

    /** Returns the same with other terms for similar prompts. */
    public DitCacheConfig withApproximate(ApproximateConfig other) {
        return new DitCacheConfig(
                enabled, strategy, maxBytes, maxEntries, ttlMs, compression, other);
    }

    /**
     * Returns this configuration with values of {@link CacheOption}s laid over it, all or none.
     *
     * @param values texts by full key
     * @throws CoreModuleException with INVALID_CONFIG that names the bad key or value and the
     *     expected form, or if it would turn on a cache whose topic is not read
     */
    public DitCacheConfig with(Map<String, String> values) {
        CacheDraft draft = new CacheDraft(this);
        new TreeMap<>(values).forEach((key, text) -> optionOf(key).write(draft, key, text));
        if (draft.enabled && !enabled) {
            throw new CoreModuleException(
                    ErrorCode.INVALID_CONFIG,
                    "'cache.enabled' cannot be turned on: the job was started without its cache"
                            + " topic");
        }
        try {
            return draft.build();
        } catch (IllegalArgumentException e) {
            throw new CoreModuleException(ErrorCode.INVALID_CONFIG, e.getMessage(), e);
        }
    }

    /** Returns the texts of all {@link CacheOption}s by full key. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (CacheOption option : CacheOption.values()) {
            values.put(option.key(), option.read(this));
        }
        return Collections.unmodifiableMap(values);
    }

    private static CacheOption optionOf(String key) {
        return CacheOption.of(key)
                .orElseThrow(
                        () ->
                                new CoreModuleException(
                                        ErrorCode.INVALID_CONFIG,
                                        "'"
                                                + key
                                                + "' is no option that can be changed; expected one"
                                                + " of "
                                                + Arrays.stream(CacheOption.values())
                                                        .map(CacheOption::key)
                                                        .collect(Collectors.joining(", "))));
    }

    private static void require(long value, String what, String unit) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "the "
                            + what
                            + " of the DiT cache must be at least 1, not "
                            + value
                            + " "
                            + unit);
        }
    }
}
