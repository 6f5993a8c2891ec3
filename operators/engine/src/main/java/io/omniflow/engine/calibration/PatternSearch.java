package io.omniflow.engine.calibration;

import java.util.Arrays;

/**
 * Finds the fixed pattern of a number of computed steps that is expected to lose least. A reused
 * step loses what a measurement says that forecasting it alone loses in the finished picture, times
 * a power of its distance to the step computed before it; losses add up. Under this model the
 * pattern is the best there is, by dynamic programming over the step computed last.
 */
public final class PatternSearch {

    /** Between the first order of a short extrapolation's error and the second of a long one's. */
    private static final double DISTANCE_POWER = 1.5;

    private final double[] losses;
    private final int steps;

    /**
     * Makes a search.
     *
     * @param losses for each step, the error in the finished picture when it alone is forecast from
     *     the two before it; at least 0, infinite where a step must be computed
     */
    public PatternSearch(double[] losses) {
        this.losses = losses.clone();
        this.steps = losses.length;
        // Neither the first nor the last can be reused, nor the second be forecast.
        this.losses[0] = Double.POSITIVE_INFINITY;
        this.losses[Math.min(1, steps - 1)] = Double.POSITIVE_INFINITY;
        this.losses[steps - 1] = Double.POSITIVE_INFINITY;
    }

    /**
     * Returns a digit for each step, 1 to compute and 0 to reuse.
     *
     * @param computed number of ones, at most the number of steps
     * @throws IllegalArgumentException if so few computed steps cannot include all that must be
     */
    public String pattern(int computed) {
        double[][] best = new double[computed][steps];
        int[][] before = new int[computed][steps];
        for (double[] row : best) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        best[0][0] = 0;
        for (int k = 1; k < computed; k++) {
            for (int last = k; last < steps; last++) {
                choose(best, before, k, last);
            }
        }
        if (best[computed - 1][steps - 1] == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    computed + " computed steps are too few for the losses of " + steps + " steps");
        }
        return digits(before, computed);
    }

    private void choose(double[][] best, int[][] before, int k, int last) {
        for (int from = last - 1; from >= k - 1; from--) {
            double gap = between(from, last);
            if (best[k - 1][from] + gap < best[k][last]) {
                best[k][last] = best[k - 1][from] + gap;
                before[k][last] = from;
            }
        }
    }

    private double between(int from, int to) {
        double loss = 0;
        for (int step = from + 1; step < to; step++) {
            loss += losses[step] * Math.pow(step - from, DISTANCE_POWER);
        }
        return loss;
    }

    private String digits(int[][] before, int computed) {
        char[] digits = new char[steps];
        Arrays.fill(digits, '0');
        int step = steps - 1;
        for (int k = computed - 1; k >= 0; k--) {
            digits[step] = '1';
            step = before[k][step];
        }
        return new String(digits);
    }
}
