package io.omniflow.core.config;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where the outputs of cache entries lie.
 *
 * @param directory a directory of a Flink file system for large ones; empty to keep all of them in
 *     their entries
 * @param inlineBytes largest output that stays in its entry, in bytes
 */
public record CacheStorage(String directory, int inlineBytes) implements Serializable {

    /** How large an output in an entry may be by default, in bytes. */
    public static final int DEFAULT_INLINE_BYTES = 256 << 10;

    /** Every output in its entry. */
    public static final CacheStorage INLINE = new CacheStorage("", DEFAULT_INLINE_BYTES);

    /** Checks the bound. */
    public CacheStorage {
        Objects.requireNonNull(directory, "directory");
        if (inlineBytes <= 0) {
            throw new IllegalArgumentException(
                    "at least 1 byte of an output stays in its cache entry, not " + inlineBytes);
        }
    }

    /** Tells whether large outputs leave their entries. */
    public boolean hasDirectory() {
        return !directory.isEmpty();
    }
}
