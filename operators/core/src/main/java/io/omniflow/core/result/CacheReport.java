package io.omniflow.core.result;

import java.util.Objects;

/**
 * What the cache did for a task.
 *
 * @param kind kind of hit
 * @param stepsReused inference steps that were not computed
 * @param sourceFingerprint fingerprint of the entry used; empty without a hit
 */
public record CacheReport(Kind kind, int stepsReused, String sourceFingerprint) {

    /** The kinds of hit. */
    public enum Kind {
        /** Nothing was reused. */
        NONE,
        /** The stored output was served. */
        EXACT,
        /** The generation started from a neighbour's latents. */
        APPROXIMATE,
        /** An equal task was in flight and its generation served this one too. */
        SHARED
    }

    /** No hit. */
    public static final CacheReport MISS = new CacheReport(Kind.NONE, 0, "");

    /** Checks that the report is complete. */
    public CacheReport {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(sourceFingerprint, "sourceFingerprint");
    }

    /** The stored output of the fingerprint was served in place of this many steps. */
    public static CacheReport exact(String fingerprint, int steps) {
        return new CacheReport(Kind.EXACT, steps, fingerprint);
    }

    /** The generation of an equal task gave the output, so this many steps were not computed. */
    public static CacheReport shared(String fingerprint, int steps) {
        return new CacheReport(Kind.SHARED, steps, fingerprint);
    }
}
