package io.omniflow.core.cache;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.Output;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells usable entries from corrupt ones. The topic may be shared, so that nothing in an entry is
 * trusted. Not checked is what only the generation could tell: whether the picture is the right
 * one.
 */
public final class EntryChecks {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PNG_WIDTH_AT = 16;
    private static final int PNG_HEADER = 24;
    private static final int LATENT_DIMENSIONS = 4;

    private EntryChecks() {}

    /** Returns what is wrong with an entry; empty if nothing is. */
    public static Optional<String> problem(CacheEntry entry) {
        Output output = entry.output();
        if (output.data().length == 0 && output.dataRef().isEmpty()) {
            return Optional.of("it has no output");
        }
        if (!output.approximation().fingerprint().isEmpty()) {
            return Optional.of("its generation started from a neighbour");
        }
        if (output.mediaType().equals("image/png")
                && output.data().length > 0
                && !isPng(output.data(), output.width(), output.height())) {
            return Optional.of("its data is no PNG of " + output.width() + "x" + output.height());
        }
        return output.latents() == null
                ? Optional.empty()
                : problem(output.latents(), output.width(), output.height());
    }

    private static boolean isPng(byte[] data, int width, int height) {
        return data.length > PNG_HEADER
                && Arrays.equals(data, 0, PNG.length, PNG, 0, PNG.length)
                && ByteBuffer.wrap(data).getInt(PNG_WIDTH_AT) == width
                && ByteBuffer.wrap(data).getInt(PNG_WIDTH_AT + Integer.BYTES) == height;
    }

    private static Optional<String> problem(FinalLatents latents, int width, int height) {
        long[] shape = latents.latents().shape();
        if (shape.length != LATENT_DIMENSIONS || shape[0] != 1 || !fits(shape, width, height)) {
            return Optional.of(
                    "its latents have shape "
                            + Arrays.toString(shape)
                            + ", which is none of "
                            + width
                            + "x"
                            + height);
        }
        if (latents.embedding().shape().length != 1 || latents.embedding().data().length == 0) {
            return Optional.of("its embedding is no vector");
        }
        return latents.latents().isFinite() && latents.embedding().isFinite()
                ? Optional.empty()
                : Optional.of("its latents or its embedding are not finite");
    }

    /** One latent stands for a square of pixels. */
    private static boolean fits(long[] shape, int width, int height) {
        long rows = shape[2];
        long columns = shape[3];
        return shape[1] > 0
                && rows > 0
                && columns > 0
                && height % rows == 0
                && width % columns == 0
                && height / rows == width / columns;
    }
}
