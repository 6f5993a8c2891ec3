package io.omniflow.core.cache;

import java.util.Objects;

/**
 * An entry without its output.
 *
 * @param key the neighbourhood it is looked up in
 * @param fingerprint what it is the output of
 * @param bytes what it counts against the byte limit: its output and an estimate of the rest
 * @param createdMs epoch milliseconds at which its generation started
 */
public record EntryHeader(String key, String fingerprint, long bytes, long createdMs) {

    /** Checks that the header is complete. */
    public EntryHeader {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
