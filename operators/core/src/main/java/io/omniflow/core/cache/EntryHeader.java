package io.omniflow.core.cache;

import java.util.Objects;

/**
 * An entry without its output: all that the cache must know to keep its bounds and to find it.
 *
 * @param key the neighbourhood it is looked up in
 * @param fingerprint what it is the output of
 * @param tenant who asked for it; empty when not given
 * @param shared whether other tenants may see it, if they say so too
 * @param prompt what it was asked for with, if generations may start from it; else empty
 * @param bytes what it counts against the byte limit: its output and an estimate of the rest
 * @param createdMs epoch milliseconds at which its generation started
 * @param steps inference steps it took
 * @param hits how often it was served
 * @param usedMs epoch milliseconds of its last use, or of its insertion
 */
public record EntryHeader(
        String key,
        String fingerprint,
        String tenant,
        boolean shared,
        String prompt,
        long bytes,
        long createdMs,
        int steps,
        long hits,
        long usedMs) {

    /** Checks that the header is complete. */
    public EntryHeader {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(prompt, "prompt");
    }

    /** Returns where the entry is kept. */
    public EntrySlot slot() {
        return EntrySlot.of(this);
    }

    /** Returns the same with another number of hits. */
    EntryHeader withHits(long other) {
        return new EntryHeader(
                key, fingerprint, tenant, shared, prompt, bytes, createdMs, steps, other, usedMs);
    }
}
