package io.omniflow.core.generation;

import java.util.List;
import java.util.Objects;

/**
 * What a finished generation yields, encoded.
 *
 * @param data the encoded picture; must not be written after construction
 * @param mediaType its media type, such as {@code image/png}
 * @param width width in pixels
 * @param height height in pixels
 * @param warnings what the sender should know, such as words the model does not know
 * @param stepCache what the step cache did
 */
@SuppressWarnings("ArrayRecordComponent") // outputs are carried, never compared
public record Output(
        byte[] data,
        String mediaType,
        int width,
        int height,
        List<String> warnings,
        StepCacheReport stepCache) {

    /** Checks that the output is complete and copies the warnings. */
    public Output {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(stepCache, "stepCache");
        warnings = List.copyOf(warnings);
    }

    /** An output of which no step cache is known. */
    public Output(byte[] data, String mediaType, int width, int height, List<String> warnings) {
        this(data, mediaType, width, height, warnings, StepCacheReport.NONE);
    }

    /** Returns the same with what the step cache did. */
    public Output withStepCache(StepCacheReport report) {
        return new Output(data, mediaType, width, height, warnings, report);
    }
}
