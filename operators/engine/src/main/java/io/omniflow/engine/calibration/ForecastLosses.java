package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what forecasting one step alone loses in the finished picture, for {@link
 * PatternSearch}: the mean over pictures of the root mean square error of the latents. Every second
 * step is measured; between two of them the logarithm is taken to be linear.
 */
final class ForecastLosses {

    private static final int FIRST = 2;
    private static final int EVERY = 2;
    private static final double LEAST = 1e-9;

    private static final StepCacheLimits LINEAR = new StepCacheLimits(1, 0, 0, 0, 1, 0, 1);

    private final Painter<?> painter;
    private final Setting full;

    ForecastLosses(Painter<?> painter, Setting full) {
        this.painter = painter;
        this.full = full;
    }

    /** Returns how many times all pictures are painted. */
    static int runs(int steps) {
        return 1 + measured(steps).size();
    }

    /**
     * Measures.
     *
     * @param pictures a few pictures of one size, painted as one batch
     * @param painted is run after each of {@link #runs}
     * @return a loss for each step; those of steps that cannot be forecast mean nothing
     */
    double[] measure(List<GenerationParams> pictures, Runnable painted) {
        List<float[]> expected = latents(full, pictures, painted);
        int steps = full.steps();
        double[] losses = new double[steps];
        int last = FIRST;
        for (int step : measured(steps)) {
            Setting setting = new Setting(full.scheduler(), steps, allBut(steps, step));
            losses[step] = Math.max(LEAST, error(expected, latents(setting, pictures, painted)));
            for (int between = last + 1; between < step; between++) {
                double share = (double) (between - last) / (step - last);
                losses[between] =
                        Math.exp(
                                (1 - share) * Math.log(losses[last])
                                        + share * Math.log(losses[step]));
            }
            last = step;
        }
        return losses;
    }

    private List<float[]> latents(
            Setting setting, List<GenerationParams> pictures, Runnable painted) {
        List<float[]> latents = painter.latents(pictures.stream().map(setting::of).toList());
        painted.run();
        return latents;
    }

    /** Ends with the last step but one, so that all are between two. */
    private static List<Integer> measured(int steps) {
        List<Integer> measured = new ArrayList<>();
        for (int step = FIRST; step < steps - FIRST; step += EVERY) {
            measured.add(step);
        }
        measured.add(steps - FIRST);
        return measured;
    }

    private static StepCacheSpec allBut(int steps, int step) {
        String pattern = "1".repeat(step) + "0" + "1".repeat(steps - step - 1);
        return new StepCacheSpec(StepCacheKind.TAYLOR, 0, pattern, LINEAR, "", 1);
    }

    private static double error(List<float[]> expected, List<float[]> actual) {
        double sum = 0;
        for (int i = 0; i < expected.size(); i++) {
            double squares = 0;
            float[] a = expected.get(i);
            float[] b = actual.get(i);
            for (int j = 0; j < a.length; j++) {
                squares += (double) (a[j] - b[j]) * (a[j] - b[j]);
            }
            sum += Math.sqrt(squares / a.length);
        }
        return sum / expected.size();
    }
}
