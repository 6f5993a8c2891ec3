package io.omniflow.core.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the cache across generations, unchecked.
 *
 * @param scope who shares work with it; empty if it does not say
 * @param read whether it may be answered with what others had generated; null if it does not say
 * @param write whether what it generates may answer others; null if it does not say
 * @param noStore another way to say no to write
 * @param similarity least similarity of a prompt to start from; null if it does not say
 * @param hasPicture whether it brings its own picture to start from
 */
public record CacheRequest(
        String scope,
        @Nullable Boolean read,
        @Nullable Boolean write,
        boolean noStore,
        @Nullable Double similarity,
        boolean hasPicture) {

    /** Checks that there is a scope. */
    public CacheRequest {
        Objects.requireNonNull(scope, "scope");
    }
}
