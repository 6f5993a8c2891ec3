package io.omniflow.engine.stepcache;

import java.util.List;
import java.util.Map;

/**
 * Reuses the residual of all blocks while the output is predicted to have changed little. A
 * calibrated polynomial predicts the change of the output from that of the input of the first
 * block.
 *
 * <p>The rule is TeaCache's (arXiv 2411.19108). Its change is the mean absolute difference of the
 * first block's modulated input to that of the step before, relative to the mean absolute value of
 * the latter.
 */
public final class TeaCache implements StepCachePolicy {

    private static final String ACCUMULATED = "accumulated";

    private final double threshold;
    private final List<Double> coefficients;
    private double accumulated;

    /**
     * Reuses while the predicted changes add up to less than the threshold.
     *
     * @param coefficients of the polynomial, highest power first
     */
    public TeaCache(double threshold, List<Double> coefficients) {
        this.threshold = threshold;
        this.coefficients = List.copyOf(coefficients);
    }

    @Override
    public boolean reuses(int step, double change) {
        double predicted = 0;
        for (double coefficient : coefficients) {
            predicted = predicted * change + coefficient;
        }
        accumulated += predicted;
        return accumulated < threshold;
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
