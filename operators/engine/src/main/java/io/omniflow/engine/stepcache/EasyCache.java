package io.omniflow.engine.stepcache;

import java.util.Map;

/**
 * Reuses while the output is predicted to have changed little since it was computed. The prediction
 * takes the output to change with the latents at the rate of the two latest computed steps.
 *
 * <p>The rule is EasyCache's (arXiv 2507.02860). Its change is the mean absolute difference of the
 * latents to those of the step before.
 */
public final class EasyCache implements StepCachePolicy {

    private static final String RATE = "rate";
    private static final String MAGNITUDE = "magnitude";
    private static final String ACCUMULATED = "accumulated";

    private final double threshold;
    private double rate = Double.NaN;
    private double magnitude = Double.NaN;
    private double accumulated;

    /** Reuses while the predicted relative changes add up to less than the threshold. */
    public EasyCache(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public boolean reuses(int step, double change) {
        accumulated += rate * change / magnitude;
        return accumulated < threshold;
    }

    @Override
    public void computed() {
        accumulated = 0;
    }

    /**
     * Takes what a computed step showed, all of the conditional branch and as means of absolute
     * values.
     *
     * @param output the output
     * @param outputChange its difference to the output computed before; not a number at the first
     * @param latentsChange difference of the latents to those of that step; likewise
     */
    public void observe(double output, double outputChange, double latentsChange) {
        magnitude = output;
        rate = outputChange / latentsChange;
    }

    @Override
    public Map<String, Double> scalars() {
        return Map.of(RATE, rate, MAGNITUDE, magnitude, ACCUMULATED, accumulated);
    }

    @Override
    public void restore(Map<String, Double> scalars) {
        rate = scalars.getOrDefault(RATE, Double.NaN);
        magnitude = scalars.getOrDefault(MAGNITUDE, Double.NaN);
        accumulated = scalars.getOrDefault(ACCUMULATED, 0.0);
    }
}
