package io.omniflow.engine.stepcache;

import java.util.Map;

/**
 * Runs the first blocks and reuses the rest while what they add to the hidden states has changed
 * little since the step that was computed last.
 *
 * <p>The rule is FBCache's (ParaAttention) with the bounds of DBCache (cache-dit). Its change is
 * the mean absolute difference of the first blocks' residual to that of the last computed step,
 * relative to the mean absolute value of the latter.
 */
public final class FirstBlockCache implements StepCachePolicy {

    private static final String ACCUMULATED = "accumulated";

    private final double threshold;
    private final double limit;
    private double accumulated;

    /**
     * Reuses below the threshold.
     *
     * @param limit largest sum of the changes of steps reused in a row; 0 for no bound
     */
    public FirstBlockCache(double threshold, double limit) {
        this.threshold = threshold;
        this.limit = limit;
    }

    @Override
    public boolean reuses(int step, double change) {
        accumulated += change;
        return change < threshold && (limit == 0 || accumulated <= limit);
    }

    @Override
    public void computed() {
        accumulated = 0;
    }

    @Override
    public Map<String, Double> scalars() {
        return Map.of(ACCUMULATED, accumulated);
    }

    @Override
    public void restore(Map<String, Double> scalars) {
        accumulated = scalars.getOrDefault(ACCUMULATED, 0.0);
    }
}
