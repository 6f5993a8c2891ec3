package io.omniflow.engine.bundle;

import io.omniflow.core.stepcache.StepCacheSpec;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code omniflow.json} says in a bundle; the file is optional, and so is each field.
 *
 * @param steps {@code default_steps}: steps when a request gives none
 * @param guidanceScale {@code default_guidance_scale}: guidance when a request gives none
 * @param quality {@code default_quality}: quality level when a request gives none
 */
public record BundleDefaults(int steps, double guidanceScale, String quality) {

    /** The defaults of diffusers' pipeline for this family. */
    private static final BundleDefaults REFERENCE =
            new BundleDefaults(28, 7.0, StepCacheSpec.EXACT);

    /** Reads the file of a bundle, or returns the reference's defaults where there is none. */
    public static BundleDefaults read(Path bundle) {
        Path path = bundle.resolve("omniflow.json");
        if (!Files.exists(path)) {
            return REFERENCE;
        }
        ConfigFile file = ConfigFile.read(path);
        return new BundleDefaults(
                file.positive("default_steps", REFERENCE.steps),
                file.number("default_guidance_scale", REFERENCE.guidanceScale),
                file.has("default_quality") ? file.text("default_quality") : REFERENCE.quality);
    }
}
