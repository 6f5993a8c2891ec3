package io.omniflow.core.request;

import java.util.Arrays;
import java.util.Objects;

/**
 * The picture that an image-to-image generation starts from.
 *
 * @param data the picture as PNG or JPEG, of the size that is asked for; must not be written after
 *     construction
 * @param strength how much of it is given up for noise, in (0, 1]: the generation takes that share
 *     of the steps, as diffusers counts them
 */
public record InitImage(byte[] data, double strength) {

    /** Checks the strength. */
    public InitImage {
        Objects.requireNonNull(data, "data");
        if (!(strength > 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be in (0, 1]: " + strength);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InitImage that
                && Arrays.equals(data, that.data)
                && strength == that.strength;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(data) + Double.hashCode(strength);
    }

    @Override
    public String toString() {
        return "InitImage[" + data.length + " bytes, strength=" + strength + "]";
    }
}
