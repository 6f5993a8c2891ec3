package io.omniflow.core.scheduling;

import java.util.Objects;

/**
 * Where a released task is.
 *
 * @param worker the worker it was released to
 * @param cacheKey its cache neighbourhood, which is the path of commands that follow it
 */
public record Location(int worker, String cacheKey) {

    /** Checks the key. */
    public Location {
        Objects.requireNonNull(cacheKey, "cacheKey");
    }
}
