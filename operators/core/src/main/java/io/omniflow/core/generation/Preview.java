package io.omniflow.core.generation;

import java.util.Objects;

/**
 * What a picture looks like while it is made.
 *
 * @param step number of steps behind it
 * @param data the encoded picture, smaller than the output where that is large; never written again
 * @param mediaType its IANA media type
 * @param width its width in pixels
 * @param height its height in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // shown, never compared
public record Preview(int step, byte[] data, String mediaType, int width, int height) {

    /** Checks that the preview is complete. */
    public Preview {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(mediaType, "mediaType");
    }
}
