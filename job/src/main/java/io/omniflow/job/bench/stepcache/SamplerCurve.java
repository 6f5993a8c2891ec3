package io.omniflow.job.bench.stepcache;

import io.omniflow.engine.calibration.Figures;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a sampler loses with fewer steps, between the step counts that were measured too. Between
 * two of them decibels are taken to be linear in the logarithm of the evaluations: the error of a
 * sampler of order p falls with the p-th power of its step count.
 */
final class SamplerCurve {

    private final NavigableMap<Double, Figures> points = new TreeMap<>();

    SamplerCurve(Collection<Figures> figures) {
        figures.forEach(point -> points.put(point.evaluations(), point));
    }

    /**
     * Returns decibels at a share of the evaluations; not a number below the fewest steps measured,
     * and those of the most steps above them.
     */
    double at(double evaluations, ToDoubleFunction<Figures> decibels) {
        Map.Entry<Double, Figures> below = points.floorEntry(evaluations);
        Map.Entry<Double, Figures> above = points.ceilingEntry(evaluations);
        if (below == null) {
            return Double.NaN;
        }
        double low = decibels.applyAsDouble(below.getValue());
        if (above == null || above.getKey().equals(below.getKey())) {
            return low;
        }
        double share =
                Math.log(evaluations / below.getKey()) / Math.log(above.getKey() / below.getKey());
        return low + share * (decibels.applyAsDouble(above.getValue()) - low);
    }

    /** Returns the best of several samplers at a share of the evaluations. */
    static double best(
            Collection<SamplerCurve> curves,
            double evaluations,
            ToDoubleFunction<Figures> decibels) {
        return curves.stream()
                .mapToDouble(curve -> curve.at(evaluations, decibels))
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}
