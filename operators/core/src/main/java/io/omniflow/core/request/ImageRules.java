package io.omniflow.core.request;

import static io.omniflow.core.request.RequestRules.require;

import io.omniflow.core.error.ErrorCode;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model accepts for a picture to start from. Throws {@link
 * io.omniflow.core.error.InvalidRequestException} as {@link RequestRules} do.
 */
public final class ImageRules {

    /** Strength of a request that gives none. */
    public static final double DEFAULT_STRENGTH = 0.6;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    private final ModelSpec model;

    /** Creates the rules of a model. */
    public ImageRules(ModelSpec model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * A picture is a PNG or JPEG file, told by its first bytes, with no more bytes than the model
     * allows and of the size that is asked for; its strength is above 0 and at most 1. Null without
     * a picture.
     */
    public @Nullable InitImage image(
            byte @Nullable [] data, @Nullable Double strength, RequestRules.Size asked) {
        if (data == null) {
            return require(
                    strength == null,
                    null,
                    ErrorCode.INVALID_IMAGE,
                    "strength has no meaning without an image, but is ",
                    String.valueOf(strength));
        }
        require(
                data.length <= model.image().maxImageBytes(),
                data,
                ErrorCode.INVALID_IMAGE,
                "the image may have " + model.image().maxImageBytes() + " bytes, but has ",
                data.length);
        require(
                startsWith(data, PNG) || startsWith(data, JPEG),
                data,
                ErrorCode.INVALID_IMAGE,
                "the image must be a PNG or JPEG file, and begins with ",
                hex(data));
        checkSize(data, asked);
        return new InitImage(data, strength(strength));
    }

    private static void checkSize(byte[] data, RequestRules.Size asked) {
        RequestRules.Size size = PictureSize.of(data).orElse(null);
        require(
                size != null,
                data,
                ErrorCode.INVALID_IMAGE,
                "the image must be a PNG or JPEG file with a header that tells its size, not ",
                hex(data));
        require(
                asked.equals(size),
                size,
                ErrorCode.INVALID_IMAGE,
                "the image must have the size " + asked.text() + " that is asked for, not ",
                size.text());
    }

    private static double strength(@Nullable Double strength) {
        double value = strength == null ? DEFAULT_STRENGTH : strength;
        return require(
                value > 0 && value <= 1,
                value,
                ErrorCode.INVALID_IMAGE,
                "strength must be above 0 and at most 1, not ",
                value);
    }

    private static boolean startsWith(byte[] data, byte[] magic) {
        return Arrays.mismatch(data, magic) == -1 || Arrays.mismatch(data, magic) == magic.length;
    }

    private static String hex(byte[] data) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(data.length, PNG.length); i++) {
            hex.append(String.format("%02x", data[i]));
        }
        return hex.toString();
    }
}
