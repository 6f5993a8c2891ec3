package io.omniflow.engine.stepcache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reuses the steps that a fixed pattern says, and forecasts their outputs: it lays a polynomial in
 * the noise level through the outputs computed last. Of the newest outputs it uses one more than
 * the order, or as many as there are.
 */
public final class TaylorCache implements StepCachePolicy {

    private static final String SIGMA = "sigma.";

    private final String pattern;
    private final int order;
    private final List<Double> sigmas = new ArrayList<>();

    /**
     * Reuses at the zeros of a pattern.
     *
     * @param pattern a digit for each step, from {@link StepPatterns#resolve}
     * @param order degree of the polynomial, 1 or 2
     */
    public TaylorCache(String pattern, int order) {
        this.pattern = pattern;
        this.order = order;
    }

    @Override
    public boolean reuses(int step, double change) {
        return pattern.charAt(step) == '0';
    }

    /** Returns how many outputs a forecast needs at most. */
    public int outputs() {
        return order + 1;
    }

    /** Returns how many outputs a forecast would use now. */
    public int known() {
        return sigmas.size();
    }

    /** Hears at which noise level an output was computed. */
    public void observe(double sigma) {
        sigmas.add(0, sigma);
        if (sigmas.size() > outputs()) {
            sigmas.remove(outputs());
        }
    }

    /**
     * Returns the weights of the outputs computed last, newest first, in a forecast: Lagrange's
     * basis at a noise level. They add up to 1.
     */
    public double[] weights(double sigma) {
        double[] weights = new double[sigmas.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1;
            for (int j = 0; j < weights.length; j++) {
                if (j != i) {
                    weights[i] *= (sigma - sigmas.get(j)) / (sigmas.get(i) - sigmas.get(j));
                }
            }
        }
        return weights;
    }

    @Override
    public Map<String, Double> scalars() {
        Map<String, Double> scalars = new HashMap<>();
        for (int i = 0; i < sigmas.size(); i++) {
            scalars.put(SIGMA + i, sigmas.get(i));
        }
        return scalars;
    }

    @Override
    public void restore(Map<String, Double> scalars) {
        sigmas.clear();
        for (int i = 0; scalars.containsKey(SIGMA + i); i++) {
            sigmas.add(scalars.get(SIGMA + i));
        }
    }
}
