package io.omniflow.core.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of step caches, as it was sent. Absent numbers are null, absent texts empty.
 *
 * @param quality name of a quality level
 * @param policy name of a step cache
 * @param threshold how much change is tolerated
 * @param pattern which steps are computed
 * @param bounds bounds of the reuse
 * @param adaptive name of the lowest level that the request may move to
 */
public record StepCacheRequest(
        String quality,
        String policy,
        @Nullable Double threshold,
        String pattern,
        Bounds bounds,
        String adaptive) {

    /** Nothing is said. */
    public static final StepCacheRequest NONE =
            new StepCacheRequest("", "", null, "", Bounds.NONE, "");

    /** Checks that the texts are there. */
    public StepCacheRequest {
        Objects.requireNonNull(quality, "quality");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(adaptive, "adaptive");
    }

    /**
     * The bounds as they were sent; null where absent.
     *
     * @param warmupSteps first steps that are always computed
     * @param maxConsecutive most steps reused in a row
     * @param maxReused most steps reused in all
     * @param maxAccumulated largest sum of differences of steps reused in a row
     * @param frontBlocks blocks that are always run at the begin
     * @param backBlocks blocks that are always run at the end
     * @param order order of the forecast
     */
    public record Bounds(
            @Nullable Integer warmupSteps,
            @Nullable Integer maxConsecutive,
            @Nullable Integer maxReused,
            @Nullable Double maxAccumulated,
            @Nullable Integer frontBlocks,
            @Nullable Integer backBlocks,
            @Nullable Integer order) {

        /** None is given. */
        public static final Bounds NONE = new Bounds(null, null, null, null, null, null, null);
    }
}
