package io.omniflow.engine.calibration;

import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.approximate.ApproximateMap.Conditions;
import io.omniflow.engine.approximate.ApproximateMap.Floor;
import io.omniflow.engine.calibration.Comparison.Progress;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how many steps a similar prompt's picture is worth. Both pictures of each pair are
 * painted in full; then each is painted again from the other one's, skipping one share of the steps
 * after another. So the neighbours are the very pictures that are compared with, and a loss is not
 * the luck of a few neighbours. A share is taken if the score falls by no more than the bound on
 * one half of the pairs and on the other as well.
 */
public final class ApproximateCalibrator {

    /** What the map allows two prompts to differ, by {@code PromptGate}. */
    private static final double MOST_DISAGREEMENT = 0.15;

    private static final double[] SHARES = {0.2, 0.3, 0.4, 0.5, 0.6};
    private static final double[] SIMILARITIES = {0.75, 0.9, 0.97};

    /** Fewer pictures of a similarity prove nothing. */
    private static final int FEWEST = 10;

    private final Path bundle;
    private final ModelBundle facts;
    private final double bound;
    private final double leastDiversity;
    private final Progress progress;

    /**
     * Prepares a calibration.
     *
     * @param facts what {@link ModelBundle#inspect} says of the bundle
     * @param bound largest loss in points of the judge's score
     * @param leastDiversity least distance from the neighbour's picture, as a share of that of full
     *     runs
     */
    public ApproximateCalibrator(
            Path bundle,
            ModelBundle facts,
            double bound,
            double leastDiversity,
            Progress progress) {
        this.bundle = bundle;
        this.facts = facts;
        this.bound = bound;
        this.leastDiversity = leastDiversity;
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param map what is allowed
     * @param points every similarity and share
     */
    public record Result(ApproximateMap map, List<ApproximatePoint> points) {

        /** Copies the list. */
        public Result {
            points = List.copyOf(points);
        }
    }

    /**
     * Measures, on this thread.
     *
     * @param date day of the measurement
     */
    public Result run(ShapePairs pairs, String date) {
        List<Neighbourhood> nobody =
                pairs.pictures().stream().map(picture -> Neighbourhood.NONE).toList();
        List<Output> full = paint(pairs, nobody, ApproximateMap.NONE, 0);
        List<Neighbourhood> others = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            int other = i ^ 1;
            String prompt = pairs.pictures().get(other).prompt();
            Neighbour neighbour =
                    new Neighbour(Integer.toString(other), prompt, full.get(other).latents());
            others.add(new Neighbourhood(SIMILARITIES[0], List.of(neighbour)));
        }
        ApproximateTable table = new ApproximateTable(pairs, full, SIMILARITIES);
        List<ApproximatePoint> points = new ArrayList<>();
        for (int s = 0; s < SHARES.length; s++) {
            Floor only = new Floor(SIMILARITIES[0], SHARES[s], 0, 0);
            ApproximateMap map =
                    new ApproximateMap("", Conditions.NONE, MOST_DISAGREEMENT, List.of(only));
            points.addAll(table.points(SHARES[s], paint(pairs, others, map, s + 1)));
        }
        Conditions conditions =
                new Conditions(
                        facts.schedulers().get(0),
                        facts.defaultSteps(),
                        facts.defaultGuidanceScale(),
                        pairs.scenes().size(),
                        bound,
                        "checker of the shapes model");
        return new Result(
                new ApproximateMap(date, conditions, MOST_DISAGREEMENT, floors(points)), points);
    }

    /** Returns for each similarity the largest share that is good enough, for no lower one more. */
    private List<Floor> floors(List<ApproximatePoint> points) {
        Map<Double, ApproximatePoint> best = new LinkedHashMap<>();
        for (ApproximatePoint point : points) {
            boolean good =
                    point.served() >= FEWEST
                            && point.loss() <= bound
                            && point.held() <= bound
                            && point.diversity() >= leastDiversity;
            if (good) {
                best.put(point.similarity(), point);
            }
        }
        List<Floor> floors = new ArrayList<>();
        double most = 1;
        for (int i = SIMILARITIES.length - 1; i >= 0; i--) {
            ApproximatePoint point = best.get(SIMILARITIES[i]);
            if (point != null) {
                most = Math.min(most, point.share());
                floors.add(
                        0,
                        new Floor(
                                point.similarity(),
                                most,
                                rounded(point.loss()),
                                rounded(point.diversity())));
            }
        }
        return floors;
    }

    private List<Output> paint(
            ShapePairs pairs, List<Neighbourhood> neighbours, ApproximateMap map, int round) {
        List<Output> outputs = new ArrayList<>();
        Tuning tuning = Tuning.of(bundle).with(map);
        List<GenerationParams> pictures = pairs.pictures();
        try (MeasuredModel model = MeasuredModel.load(bundle, facts, tuning)) {
            for (int from = 0; from < pictures.size(); from += Comparison.BATCH) {
                int to = Math.min(pictures.size(), from + Comparison.BATCH);
                outputs.addAll(
                        model.outputs(pictures.subList(from, to), neighbours.subList(from, to)));
                progress.show(
                        (long) round * pictures.size() + to,
                        (long) (1 + SHARES.length) * pictures.size());
            }
        }
        return outputs;
    }

    /** Returns the picture of an output. */
    static BufferedImage picture(Output output) {
        return Painter.picture(() -> output);
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e3) / 1e3;
    }
}
