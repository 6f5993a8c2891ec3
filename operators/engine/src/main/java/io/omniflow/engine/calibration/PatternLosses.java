package io.omniflow.engine.calibration;

import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Measures what {@link PatternSearch} needs: what is lost in finished pictures when a single step
 * is forecast and all others are computed. Every second step is measured, the others lie between
 * their neighbours. For the thread of the model.
 *
 * @param <G> the model's own kind of generation
 */
public final class PatternLosses<G extends Generation> {

    private static final String LATENTS = "latents";

    /** The first step that has two before it to forecast from. */
    private static final int FIRST = 2;

    private static final int STRIDE = 2;

    /** Straight lines, as the search takes them. */
    private static final StepCacheLimits LIMITS = new StepCacheLimits(1, 0, 0, 0, 1, 0, 1);

    /** Errors below this are those of the arithmetic. */
    private static final double LEAST = 1e-9;

    private final StepModel<G> model;
    private final LongConsumer progress;

    /**
     * Prepares a measurement.
     *
     * @param progress hears how many steps of pictures have been computed so far
     */
    public PatternLosses(StepModel<G> model, LongConsumer progress) {
        this.model = model;
        this.progress = progress;
    }

    /** Returns how many steps of pictures {@link #measure} computes. */
    public static long work(int pictures, int steps) {
        long work = steps;
        for (int step = FIRST; step < steps - 1; step += STRIDE) {
            work += steps - step;
        }
        return work * pictures;
    }

    /**
     * Returns the mean root mean square error of the finished latents for each step.
     *
     * @param pictures what to paint at once, of one size, by the bundle's own sampler
     * @param steps number of steps, at least {@link StepCacheSpec#FEWEST_STEPS}
     */
    public double[] measure(List<GenerationParams> pictures, int steps) {
        Map<Integer, List<Snapshot>> starts = new TreeMap<>();
        List<float[]> exact = paint(pictures, "1".repeat(steps), List.of(), starts);
        double[] losses = new double[steps];
        for (int step = FIRST; step < steps - 1; step += STRIDE) {
            String pattern = "1".repeat(step) + "0" + "1".repeat(steps - step - 1);
            List<float[]> forecast = paint(pictures, pattern, starts.remove(step), Map.of());
            double sum = 0;
            for (int i = 0; i < pictures.size(); i++) {
                sum += distance(exact.get(i), forecast.get(i));
            }
            losses[step] = Math.max(LEAST, sum / pictures.size());
        }
        fill(losses);
        return losses;
    }

    private List<float[]> paint(
            List<GenerationParams> pictures,
            String pattern,
            List<Snapshot> from,
            Map<Integer, List<Snapshot>> keep) {
        StepCacheSpec spec = new StepCacheSpec(StepCacheKind.TAYLOR, 0, pattern, LIMITS, "", 1);
        List<G> batch = new ArrayList<>();
        try {
            for (int i = 0; i < pictures.size(); i++) {
                GenerationParams params = params(pictures.get(i), spec);
                batch.add(model.begin(params, from.isEmpty() ? null : from.get(i)));
            }
            while (!batch.get(0).isDone()) {
                int step = batch.get(0).step();
                if (from.isEmpty() && step >= FIRST && step % STRIDE == 0) {
                    keep.put(step, batch.stream().map(model::snapshot).toList());
                }
                step(batch);
            }
            return batch.stream().map(model::snapshot).map(PatternLosses::latents).toList();
        } finally {
            batch.forEach(Generation::close);
        }
    }

    private static GenerationParams params(GenerationParams picture, StepCacheSpec spec) {
        return new GenerationParams(
                picture.prompt(),
                picture.negativePrompt(),
                picture.width(),
                picture.height(),
                spec.pattern().length(),
                picture.guidanceScale(),
                picture.seed(),
                "",
                spec,
                null);
    }

    private void step(List<G> batch) {
        for (StepReport report : model.step(batch)) {
            if (report.failure() != null) {
                throw report.failure();
            }
        }
        progress.accept(batch.size());
    }

    private static float[] latents(Snapshot done) {
        HostTensor latents = done.tensors().get(LATENTS);
        return latents.toFloats();
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += (double) (one[i] - other[i]) * (one[i] - other[i]);
        }
        return Math.sqrt(squares / one.length);
    }

    /** Losses differ by orders of magnitude, so those between are geometric means. */
    private static void fill(double[] losses) {
        for (int step = FIRST + 1; step < losses.length - 1; step += STRIDE) {
            double after = step + 1 < losses.length - 1 ? losses[step + 1] : losses[step - 1];
            losses[step] = Math.sqrt(losses[step - 1] * after);
        }
    }
}
