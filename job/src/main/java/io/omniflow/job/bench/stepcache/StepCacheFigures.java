package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import io.omniflow.engine.calibration.Setting;
import io.omniflow.engine.calibration.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a run of the bench found. */
public final class StepCacheFigures {

    /**
     * A sampler with fewer steps.
     *
     * @param setting sampler and steps
     * @param figures what it costs and loses
     */
    record SamplerPoint(Setting setting, Figures figures) {}

    private final BenchPlan plan;
    private final Workload workload;
    private final Setting reference;
    private final Figures full;
    private final List<SamplerPoint> samplers;
    private final List<CachePoint> caches;

    private StepCacheFigures(
            BenchPlan plan,
            Workload workload,
            Setting reference,
            Figures full,
            List<SamplerPoint> samplers,
            List<CachePoint> caches) {
        this.plan = plan;
        this.workload = workload;
        this.reference = reference;
        this.full = full;
        this.samplers = samplers;
        this.caches = caches;
    }

    /**
     * Sets caches beside samplers.
     *
     * @param full figures of the reference
     * @param figures those of the samplers, then those of the caches
     */
    static StepCacheFigures of(
            BenchPlan plan,
            Workload workload,
            Setting reference,
            Figures full,
            List<Setting> samplers,
            List<Setting> caches,
            List<Figures> figures) {
        double perStep = (double) reference.steps() / plan.steps();
        List<SamplerPoint> samplerPoints = new ArrayList<>();
        Map<String, List<Figures>> curves = new LinkedHashMap<>();
        for (int i = 0; i < samplers.size(); i++) {
            Figures point = rescaled(figures.get(i), perStep);
            samplerPoints.add(new SamplerPoint(samplers.get(i), point));
            curves.computeIfAbsent(samplers.get(i).scheduler(), name -> new ArrayList<>())
                    .add(point);
        }
        if (reference.steps() == plan.steps()) {
            // The full run is the last point of its own sampler's curve.
            curves.computeIfAbsent(reference.scheduler(), name -> new ArrayList<>()).add(full);
        }
        List<SamplerCurve> fitted = curves.values().stream().map(SamplerCurve::new).toList();
        List<CachePoint> cachePoints = new ArrayList<>();
        for (int i = 0; i < caches.size(); i++) {
            Figures point = rescaled(figures.get(samplers.size() + i), perStep);
            cachePoints.add(point(caches.get(i), point, fitted, full));
        }
        return new StepCacheFigures(plan, workload, reference, full, samplerPoints, cachePoints);
    }

    /** Shares are of the full run's steps, even if the reference had more of them. */
    private static Figures rescaled(Figures figures, double factor) {
        return new Figures(
                figures.evaluations() * factor,
                figures.time() * factor,
                figures.psnrMean(),
                figures.psnrP5(),
                figures.ssim(),
                figures.accepted());
    }

    private static CachePoint point(
            Setting setting, Figures figures, List<SamplerCurve> samplers, Figures full) {
        double evaluations = figures.evaluations();
        return new CachePoint(
                setting,
                figures,
                figures.psnrMean() - SamplerCurve.best(samplers, evaluations, Figures::psnrMean),
                figures.psnrP5() - SamplerCurve.best(samplers, evaluations, Figures::psnrP5),
                100 * (full.accepted() - figures.accepted()));
    }

    /**
     * Returns the point of the largest gain of the 5th percentile among those that need a quarter
     * to a half of the evaluations.
     */
    Optional<CachePoint> best() {
        return caches.stream()
                .filter(point -> point.inWindow() && Double.isFinite(point.gainP5()))
                .max(Comparator.comparingDouble(CachePoint::gainP5));
    }

    BenchPlan plan() {
        return plan;
    }

    Workload workload() {
        return workload;
    }

    Setting reference() {
        return reference;
    }

    Figures full() {
        return full;
    }

    List<SamplerPoint> samplers() {
        return samplers;
    }

    List<CachePoint> caches() {
        return caches;
    }

    /** Returns the tables, in Markdown. */
    public String tables() {
        return new FiguresTable(this).text();
    }

    /** Returns the figures as a tree of maps, lists, numbers and texts. */
    public Map<String, @Nullable Object> toJson() {
        return FiguresJson.of(this);
    }

    /** Draws decibels over evaluations to a PNG file. */
    public void plot(Path file) {
        FiguresPlot.write(this, file);
    }
}
