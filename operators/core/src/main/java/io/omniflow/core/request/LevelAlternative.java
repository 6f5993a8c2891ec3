package io.omniflow.core.request;

import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.Objects;

/**
 * A quality level that a task may move to.
 *
 * @param spec its step cache
 * @param fingerprint the task's fingerprint at that level
 */
public record LevelAlternative(StepCacheSpec spec, String fingerprint) {

    /** Checks that the alternative is complete. */
    public LevelAlternative {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
