package io.omniflow.worker;

import io.omniflow.core.generation.StepCacheReport;
import java.util.Objects;

/**
 * What a step cache cost one picture, found by painting it again without.
 *
 * @param fingerprint of the task
 * @param stepCache what the cache did
 * @param decibels peak signal-to-noise ratio against the picture without a cache, in 8 bits, capped
 *     at {@value io.omniflow.engine.image.PictureQuality#MOST_DECIBELS}
 */
public record AuditReport(String fingerprint, StepCacheReport stepCache, double decibels) {

    /** Checks that nothing is missing. */
    public AuditReport {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(stepCache, "stepCache");
    }
}
