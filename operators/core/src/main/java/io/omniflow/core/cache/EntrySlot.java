package io.omniflow.core.cache;

import io.omniflow.core.request.CacheTerms;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an entry is kept: what one tenant alone may see never replaces what others see too.
 *
 * @param key the neighbourhood
 * @param fingerprint what it is the output of
 * @param circle who may see it: {@code *}, or {@code @} and a tenant
 */
public record EntrySlot(String key, String fingerprint, String circle) {

    private static final String SHARED = "*";
    private static final String OWN = "@";

    /** Checks that the slot is complete. */
    public EntrySlot {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(circle, "circle");
    }

    /** Returns the slot of an entry. */
    public static EntrySlot of(CacheEntry entry) {
        return new EntrySlot(
                entry.key(),
                entry.fingerprint(),
                CacheTerms.circle(entry.tenant(), entry.shared()));
    }

    static EntrySlot of(EntryHeader header) {
        return new EntrySlot(
                header.key(),
                header.fingerprint(),
                CacheTerms.circle(header.tenant(), header.shared()));
    }

    /**
     * Reads a slot from a text of its key, its fingerprint and its circle, joined by colons; a
     * tenant may have colons in its name.
     *
     * @return empty if the text is no such thing
     */
    public static Optional<EntrySlot> parse(String text) {
        String[] parts = text.split(":", 3);
        boolean valid =
                parts.length == 3
                        && !parts[0].isEmpty()
                        && !parts[1].isEmpty()
                        && (parts[2].equals(SHARED) || parts[2].startsWith(OWN));
        return valid ? Optional.of(new EntrySlot(parts[0], parts[1], parts[2])) : Optional.empty();
    }

    /** Tells whether other tenants may see what is kept here, if they say so too. */
    public boolean isShared() {
        return circle.equals(SHARED);
    }

    /** Returns the tenant who alone may see what is kept here; empty if others may too. */
    public String tenant() {
        return isShared() ? "" : circle.substring(OWN.length());
    }

    /** Returns the text that {@link #parse} reads. */
    public String text() {
        return key + ":" + fingerprint + ":" + circle;
    }

    /** Returns what tells the slot from others of its neighbourhood. */
    public String name() {
        return fingerprint + circle;
    }
}
