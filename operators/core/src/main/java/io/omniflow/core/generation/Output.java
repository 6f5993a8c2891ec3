package io.omniflow.core.generation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a finished generation yields, encoded.
 *
 * @param data the encoded picture, or the text in UTF-8; must not be written after construction;
 *     empty if it lies elsewhere
 * @param dataRef URI of the data if it lies elsewhere, else empty
 * @param mediaType its media type, such as {@code image/png}
 * @param width width in pixels; 0 of a text
 * @param height height in pixels; 0 of a text
 * @param warnings what the sender should know, such as words the model does not know
 * @param stepCache what the step cache did
 * @param approximation from what the generation started
 * @param latents what others may start from; null if nobody asked for it
 * @param text how the text ended; null of a picture
 */
@SuppressWarnings("ArrayRecordComponent") // outputs are carried, never compared
public record Output(
        byte[] data,
        String dataRef,
        String mediaType,
        int width,
        int height,
        List<String> warnings,
        StepCacheReport stepCache,
        Approximation approximation,
        @Nullable FinalLatents latents,
        @Nullable TextReport text) {

    private static final String TEXT = "text/plain; charset=utf-8";

    /** Checks that the output is complete and copies the warnings. */
    public Output {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(dataRef, "dataRef");
        Objects.requireNonNull(stepCache, "stepCache");
        Objects.requireNonNull(approximation, "approximation");
        warnings = List.copyOf(warnings);
    }

    /** A picture. */
    public Output(
            byte[] data,
            String dataRef,
            String mediaType,
            int width,
            int height,
            List<String> warnings,
            StepCacheReport stepCache,
            Approximation approximation,
            @Nullable FinalLatents latents) {
        this(
                data,
                dataRef,
                mediaType,
                width,
                height,
                warnings,
                stepCache,
                approximation,
                latents,
                null);
    }

    /** A picture from noise, of which only the picture is left. */
    public Output(
            byte[] data,
            String mediaType,
            int width,
            int height,
            List<String> warnings,
            StepCacheReport stepCache) {
        this(data, "", mediaType, width, height, warnings, stepCache, Approximation.NONE, null);
    }

    /** A picture of which no step cache is known. */
    public Output(byte[] data, String mediaType, int width, int height, List<String> warnings) {
        this(data, mediaType, width, height, warnings, StepCacheReport.NONE);
    }

    /** A text. */
    public static Output ofText(String text, TextReport report, List<String> warnings) {
        return new Output(
                text.getBytes(StandardCharsets.UTF_8),
                "",
                TEXT,
                0,
                0,
                warnings,
                StepCacheReport.NONE,
                Approximation.NONE,
                null,
                report);
    }

    /**
     * Returns how many steps it took: of a text as many as it has tokens, of a picture all.
     *
     * @param asked how many steps it could take at most
     */
    public int steps(int asked) {
        return text == null ? asked : text.completionTokens();
    }

    /** Returns the same with what the step cache did. */
    public Output withStepCache(StepCacheReport report) {
        return new Output(
                data,
                dataRef,
                mediaType,
                width,
                height,
                warnings,
                report,
                approximation,
                latents,
                text);
    }

    /** Returns the same with from what the generation started. */
    public Output withApproximation(Approximation start) {
        return new Output(
                data, dataRef, mediaType, width, height, warnings, stepCache, start, latents, text);
    }

    /** Returns the same with what others may start from; null for nothing. */
    public Output withLatents(@Nullable FinalLatents last) {
        return new Output(
                data,
                dataRef,
                mediaType,
                width,
                height,
                warnings,
                stepCache,
                approximation,
                last,
                text);
    }

    /** Returns the same with its data at a URI. */
    public Output at(String uri) {
        return withData(new byte[0], uri);
    }

    /** Returns the same with its data at hand. */
    public Output withData(byte[] here) {
        return withData(here, "");
    }

    private Output withData(byte[] here, String elsewhere) {
        return new Output(
                here,
                elsewhere,
                mediaType,
                width,
                height,
                warnings,
                stepCache,
                approximation,
                latents,
                text);
    }
}
