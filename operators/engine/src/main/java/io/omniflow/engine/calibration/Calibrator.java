package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.calibration.Calibration.Conditions;
import io.omniflow.engine.calibration.Comparison.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Calibrates the step caches of a model: measures what {@code mag}, {@code tea} and the search for
 * patterns need on a few pictures, then every policy over its settings on all, and chooses the
 * quality levels. The same pictures give the same calibration, but for the last digits.
 */
public final class Calibrator {

    /** Pictures on which coefficients and patterns are measured; one batch. */
    private static final int LOOKED_INTO = Comparison.BATCH;

    /** How many of the steps the patterns that are searched compute. */
    private static final double[] SHARES = {0.24, 0.3, 0.34, 0.4, 0.5, 0.6};

    /** The first two steps and the last. */
    private static final int FEWEST = 3;

    private static final StepCacheLimits LINEAR = new StepCacheLimits(1, 0, 0, 0, 1, 0, 1);

    private final Path bundle;
    private final ModelBundle facts;
    private final Setting full;
    private final Set<StepCacheKind> policies;
    private final Progress progress;
    private long done;
    private long all;

    /**
     * Prepares a calibration.
     *
     * @param facts what {@link ModelBundle#inspect} says of the bundle
     * @param steps number of inference steps
     * @param policies the policies to measure
     */
    public Calibrator(
            Path bundle,
            ModelBundle facts,
            int steps,
            Set<StepCacheKind> policies,
            Progress progress) {
        this.bundle = bundle;
        this.facts = facts;
        this.full = new Setting(facts.schedulers().get(0), steps, StepCacheSpec.OFF);
        this.policies = EnumSet.copyOf(policies);
        this.progress = progress;
    }

    /**
     * Measures, on this thread.
     *
     * @param date day of the measurement
     */
    public Calibration run(Workload workload, String date) {
        List<GenerationParams> few =
                workload.pictures().subList(0, Math.min(LOOKED_INTO, workload.pictures().size()));
        plan(workload, few.size());
        StepCacheCoefficients coefficients = StepCacheCoefficients.NONE;
        List<StepCacheSpec> specs = new ArrayList<>();
        try (MeasuredModel model = MeasuredModel.load(bundle, facts, coefficients)) {
            if (looksInside()) {
                coefficients = CoefficientFit.of(traces(model, few));
            }
            policies.forEach(kind -> specs.addAll(PolicyGrid.of(kind)));
            if (policies.contains(StepCacheKind.TAYLOR)) {
                specs.addAll(searched(model.losses(full, few, () -> advance(few.size()))));
            }
        }
        List<Setting> settings =
                specs.stream().map(s -> new Setting(full.scheduler(), full.steps(), s)).toList();
        List<CalibrationPoint> points = measure(settings, coefficients, workload);
        return new Calibration(
                date,
                new Conditions(
                        full.scheduler(),
                        full.steps(),
                        facts.defaultGuidanceScale(),
                        workload.prompts(),
                        workload.seeds()),
                points,
                coefficients,
                LevelRule.choose(points));
    }

    private List<CalibrationPoint> measure(
            List<Setting> settings, StepCacheCoefficients coefficients, Workload workload) {
        long before = done;
        try (MeasuredModel model = MeasuredModel.load(bundle, facts, coefficients)) {
            List<Figures> figures =
                    model.compare(
                                    full,
                                    settings,
                                    workload,
                                    (now, most) -> progress.show(before + now, all))
                            .settings();
            List<CalibrationPoint> points = new ArrayList<>();
            for (int i = 0; i < settings.size(); i++) {
                points.add(point(settings.get(i).stepCache(), figures.get(i)));
            }
            return points;
        }
    }

    private static CalibrationPoint point(StepCacheSpec spec, Figures figures) {
        double effort = Math.min(1, figures.evaluations());
        return new CalibrationPoint(
                new StepCacheSpec(
                        spec.kind(), spec.threshold(), spec.pattern(), spec.limits(), "", effort),
                figures.psnrMean(),
                figures.psnrP5(),
                figures.ssim());
    }

    private List<ResidualTrace> traces(MeasuredModel model, List<GenerationParams> pictures) {
        List<ResidualTrace> traces = new ArrayList<>();
        for (GenerationParams picture : pictures) {
            traces.add(model.trace(full.of(picture)));
            advance(2);
        }
        return traces;
    }

    private List<StepCacheSpec> searched(double[] losses) {
        PatternSearch search = new PatternSearch(losses);
        List<StepCacheSpec> specs = new ArrayList<>();
        for (double share : SHARES) {
            int computed = Math.max(FEWEST, (int) Math.rint(share * full.steps()));
            String pattern = search.pattern(computed);
            specs.add(new StepCacheSpec(StepCacheKind.TAYLOR, 0, pattern, LINEAR, "", 1));
        }
        return specs;
    }

    private boolean looksInside() {
        return policies.contains(StepCacheKind.MAG) || policies.contains(StepCacheKind.TEA);
    }

    /** Counts the work in steps of one picture. */
    private void plan(Workload workload, int few) {
        long settings = 1 + policies.stream().mapToLong(k -> PolicyGrid.of(k).size()).sum();
        long runs = looksInside() ? 2L * few : 0;
        if (policies.contains(StepCacheKind.TAYLOR)) {
            settings += SHARES.length;
            runs += (long) ForecastLosses.runs(full.steps()) * few;
        }
        done = 0;
        all = (runs + settings * workload.pictures().size()) * full.steps();
    }

    private void advance(int runs) {
        done += (long) runs * full.steps();
        progress.show(done, all);
    }
}
