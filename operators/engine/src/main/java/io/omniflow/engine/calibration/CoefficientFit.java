package io.omniflow.engine.calibration;

import java.util.ArrayList;
import java.util.List;

/** Makes coefficients of what was seen of several pictures with equally many steps. */
final class CoefficientFit {

    /** TeaCache's polynomial. */
    private static final int DEGREE = 4;

    private CoefficientFit() {}

    /** Averages the ratios for {@code mag} and fits the polynomial for {@code tea}. */
    static StepCacheCoefficients of(List<ResidualTrace> traces) {
        List<Double> ratios = new ArrayList<>();
        for (int step = 0; step < traces.get(0).ratios().size(); step++) {
            double sum = 0;
            for (ResidualTrace trace : traces) {
                sum += trace.ratios().get(step);
            }
            ratios.add(sum / traces.size());
        }
        List<double[]> changes = traces.stream().flatMap(t -> t.changes().stream()).toList();
        return new StepCacheCoefficients(ratios, LeastSquares.polynomial(changes, DEGREE));
    }
}
