package io.omniflow.job.bench.stepcache;

import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.calibration.Calibration;
import io.omniflow.engine.calibration.CalibrationPoint;
import io.omniflow.engine.calibration.Comparison;
import io.omniflow.engine.calibration.MeasuredModel;
import io.omniflow.engine.calibration.PolicyGrid;
import io.omniflow.engine.calibration.Setting;
import io.omniflow.engine.calibration.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures every step cache over its settings beside every sampler with fewer steps, against the
 * same pictures with all steps computed.
 */
public final class StepCacheBench {

    /** Steps of a sampler as shares of the full run's; densest where most caches are. */
    private static final double[] SHARES = {0.12, 0.16, 0.2, 0.24, 0.3, 0.36, 0.42, 0.5, 0.64, 0.8};

    private final BenchPlan plan;
    private final ModelBundle facts;
    private final Calibration calibration;
    private final Comparison.Progress progress;

    /**
     * Prepares a bench.
     *
     * @throws io.omniflow.core.error.InvalidModelException if the bundle is malformed
     */
    public StepCacheBench(BenchPlan plan, Comparison.Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.facts = ModelBundle.inspect(plan.bundle());
        this.calibration = Calibration.of(plan.bundle());
    }

    /** Runs on this thread. */
    public StepCacheFigures run() {
        Workload workload = Prompts.forBench(facts, plan);
        Setting reference = reference();
        List<Setting> samplers = samplers(reference);
        List<Setting> caches = caches();
        List<Setting> all = new ArrayList<>(samplers);
        all.addAll(caches);
        try (MeasuredModel model = MeasuredModel.load(plan.bundle(), facts)) {
            Comparison.Result result = model.compare(reference, all, workload, progress);
            return StepCacheFigures.of(
                    plan,
                    workload,
                    reference,
                    result.reference(),
                    samplers,
                    caches,
                    result.settings());
        }
    }

    private List<Setting> samplers(Setting reference) {
        List<Setting> settings = new ArrayList<>();
        for (String scheduler : facts.schedulers()) {
            for (double share : SHARES) {
                int steps = (int) Math.rint(share * plan.steps());
                settings.add(new Setting(scheduler, Math.max(1, steps), StepCacheSpec.OFF));
            }
            settings.add(new Setting(scheduler, plan.steps(), StepCacheSpec.OFF));
        }
        // The reference stands for itself.
        settings.removeIf(reference::equals);
        return settings.stream().distinct().toList();
    }

    private Setting reference() {
        String scheduler =
                plan.reference().isEmpty() ? facts.schedulers().get(0) : plan.reference();
        int steps = plan.referenceSteps() == 0 ? plan.steps() : plan.referenceSteps();
        return new Setting(scheduler, steps, StepCacheSpec.OFF);
    }

    private List<Setting> caches() {
        List<StepCacheSpec> specs = new ArrayList<>();
        for (StepCacheKind kind : StepCacheKind.values()) {
            if (plan.policies().contains(kind) && isCalibrated(kind)) {
                specs.addAll(PolicyGrid.of(kind));
            }
        }
        for (String pattern : patterns()) {
            PolicyGrid.ofPattern(pattern).stream()
                    .filter(spec -> plan.policies().contains(spec.kind()))
                    .forEach(specs::add);
        }
        // What the calibration found by a search is in no list.
        for (CalibrationPoint point : calibration.points()) {
            if (plan.policies().contains(point.spec().kind())) {
                specs.add(unmeasured(point.spec()));
            }
        }
        return specs.stream().distinct().map(spec -> new Setting("", plan.steps(), spec)).toList();
    }

    private static StepCacheSpec unmeasured(StepCacheSpec spec) {
        return new StepCacheSpec(
                spec.kind(), spec.threshold(), spec.pattern(), spec.limits(), "", 1);
    }

    private List<String> patterns() {
        List<String> patterns = new ArrayList<>(plan.patterns());
        int warmup = Math.max(2, plan.steps() / 10);
        for (int every = 2; every <= 4; every++) {
            patterns.add(PolicyGrid.evenly(plan.steps(), warmup, every));
        }
        return patterns;
    }

    private boolean isCalibrated(StepCacheKind kind) {
        return switch (kind) {
            case MAG -> !calibration.coefficients().magRatios().isEmpty();
            case TEA -> !calibration.coefficients().teaCoefficients().isEmpty();
            default -> true;
        };
    }
}
