package io.omniflow.executor.record;

import java.util.Objects;

/**
 * A request id that was seen, to tell a redelivery from a reused id.
 *
 * @param requestFingerprint what was asked under the id
 * @param images bit i is set when image i was taken
 * @param seenMs epoch milliseconds at which it was first seen
 */
public record RememberedId(String requestFingerprint, long images, long seenMs) {

    /** Largest number of images of a request that can be remembered. */
    public static final int MAX_IMAGES = Long.SIZE;

    /** Checks the fingerprint. */
    public RememberedId {
        Objects.requireNonNull(requestFingerprint, "requestFingerprint");
    }

    /** Tells whether an image was taken. */
    public boolean has(int index) {
        return (images & (1L << index)) != 0;
    }

    /** Remembers one image more. */
    public RememberedId with(int index) {
        return new RememberedId(requestFingerprint, images | (1L << index), seenMs);
    }
}
