package io.omniflow.core.generation;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a finished generation yields, encoded.
 *
 * @param data the encoded picture; must not be written after construction; empty if it lies
 *     elsewhere
 * @param dataRef URI of the encoded picture if it lies elsewhere, else empty
 * @param mediaType its media type, such as {@code image/png}
 * @param width width in pixels
 * @param height height in pixels
 * @param warnings what the sender should know, such as words the model does not know
 * @param stepCache what the step cache did
 * @param approximation from what the generation started
 * @param latents what others may start from; null if nobody asked for it
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
        @Nullable FinalLatents latents) {

    /** Checks that the output is complete and copies the warnings. */
    public Output {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(dataRef, "dataRef");
        Objects.requireNonNull(stepCache, "stepCache");
        Objects.requireNonNull(approximation, "approximation");
        warnings = List.copyOf(warnings);
    }

    /** An output from noise, of which only the picture is left. */
    public Output(
            byte[] data,
            String mediaType,
            int width,
            int height,
            List<String> warnings,
            StepCacheReport stepCache) {
        this(data, "", mediaType, width, height, warnings, stepCache, Approximation.NONE, null);
    }

    /** An output of which no step cache is known. */
    public Output(byte[] data, String mediaType, int width, int height, List<String> warnings) {
        this(data, mediaType, width, height, warnings, StepCacheReport.NONE);
    }

    /** Returns the same with what the step cache did. */
    public Output withStepCache(StepCacheReport report) {
        return new Output(
                data, dataRef, mediaType, width, height, warnings, report, approximation, latents);
    }

    /** Returns the same with from what the generation started. */
    public Output withApproximation(Approximation start) {
        return new Output(
                data, dataRef, mediaType, width, height, warnings, stepCache, start, latents);
    }

    /** Returns the same with what others may start from; null for nothing. */
    public Output withLatents(@Nullable FinalLatents last) {
        return new Output(
                data, dataRef, mediaType, width, height, warnings, stepCache, approximation, last);
    }

    /** Returns the same with its picture at a URI. */
    public Output at(String uri) {
        return new Output(
                new byte[0],
                uri,
                mediaType,
                width,
                height,
                warnings,
                stepCache,
                approximation,
                latents);
    }
}
