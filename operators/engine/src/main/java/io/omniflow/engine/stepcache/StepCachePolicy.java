package io.omniflow.engine.stepcache;

import java.util.Map;

/**
 * The rule by which one generation reuses steps. It is asked once for each step at which nothing
 * else demands computing ({@link StepCacheHistory} knows what else there is), in order, and told of
 * every step that is computed. Not thread-safe.
 */
public interface StepCachePolicy {

    /**
     * Decides a step.
     *
     * @param step index of the step, from 0
     * @param change what the rule goes by, such as the relative change of a probe since it was last
     *     kept; rules that need no measurement ignore it. A change that is not a number computes.
     * @return true to reuse
     */
    boolean reuses(int step, double change);

    /** Hears that a step is computed, whoever demanded it. */
    default void computed() {}

    /** Returns the numbers that decide later steps, by name. */
    default Map<String, Double> scalars() {
        return Map.of();
    }

    /** Takes up the numbers that {@link #scalars} returned; missing ones are as at the start. */
    default void restore(Map<String, Double> scalars) {}
}
