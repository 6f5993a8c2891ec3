package io.omniflow.engine.stepcache;

import java.util.List;
import java.util.Map;

/**
 * Reuses the residual of all blocks while calibrated ratios say that its magnitude still holds. It
 * needs no measurement at all.
 *
 * <p>The rule is MagCache's (arXiv 2506.09045).
 */
public final class MagCache implements StepCachePolicy {

    private static final String RATIO = "ratio";
    private static final String ERROR = "error";

    private final double threshold;
    private final double[] ratios;
    private final int first;
    private double ratio = 1;
    private double error;

    /**
     * Reuses while the accumulated error is at most the threshold.
     *
     * @param ratios growth of the residual's magnitude at each step of the calibrated schedule
     * @param steps number of steps of the whole schedule, to which the ratios are resampled
     * @param first how many of them come before step 0
     */
    public MagCache(double threshold, List<Double> ratios, int steps, int first) {
        this.threshold = threshold;
        this.ratios = resample(ratios, steps);
        this.first = first;
    }

    @Override
    public boolean reuses(int step, double change) {
        ratio *= ratios[first + step];
        error += Math.abs(1 - ratio);
        return error <= threshold;
    }

    @Override
    public void computed() {
        ratio = 1;
        error = 0;
    }

    @Override
    public Map<String, Double> scalars() {
        return Map.of(RATIO, ratio, ERROR, error);
    }

    @Override
    public void restore(Map<String, Double> scalars) {
        ratio = scalars.getOrDefault(RATIO, 1.0);
        error = scalars.getOrDefault(ERROR, 0.0);
    }

    /** Takes the nearest of the ratios for each step, halves to even, in float32 as diffusers. */
    private static double[] resample(List<Double> ratios, int steps) {
        float scale = (float) ((double) (ratios.size() - 1) / (steps - 1));
        double[] resampled = new double[steps];
        for (int i = 0; i < steps; i++) {
            resampled[i] = ratios.get((int) Math.rint(i * scale));
        }
        return resampled;
    }
}
