package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidualTraceTest {

    @Test
    void ratiosAreMeansOverTokensAndChangesOverAllValues() {
        ResidualTrace trace = new ResidualTrace(2);
        trace.add(new float[] {1, -1, 2, 0}, new float[] {3, 4, 0, 2});
        trace.add(new float[] {1.5f, -1, 2, 1}, new float[] {6, 8, 3, 0});

        // Lengths 5 and 2, then 10 and 3.
        assertThat(trace.ratios()).containsExactly(1.0, (2 + 1.5) / 2);
        assertThat(trace.changes()).hasSize(1);
        assertThat(trace.changes().get(0)[0]).isCloseTo(1.5 / 4, within(1e-12));
        assertThat(trace.changes().get(0)[1]).isCloseTo((3 + 4 + 3 + 2) / 9.0, within(1e-12));
    }

    @Test
    void whatIsAddedIsCopied() {
        ResidualTrace trace = new ResidualTrace(1);
        float[] values = {2};
        trace.add(values, values);
        values[0] = 7;
        trace.add(new float[] {2}, new float[] {4});

        assertThat(trace.ratios()).containsExactly(1.0, 2.0);
        assertThat(trace.changes().get(0)).containsExactly(0, 1);
    }

    @Test
    void coefficientsAreMadeOfAllPictures() {
        StepCacheCoefficients fit = CoefficientFit.of(List.of(trace(2, 3), trace(4, 2)));

        assertThat(fit.magRatios()).containsExactly(1.0, 3.0, 2.5);
        assertThat(fit.teaCoefficients()).hasSize(5).allSatisfy(c -> assertThat(c).isFinite());
        // Inputs double (change 1) at every step; residuals change by 1, 2, 3 and 1.
        assertThat(fit.teaCoefficients().stream().mapToDouble(c -> c).sum())
                .isCloseTo(7.0 / 4, within(1e-9));
    }

    private static ResidualTrace trace(float... growth) {
        ResidualTrace trace = new ResidualTrace(1);
        float input = 1;
        float residual = 5;
        trace.add(new float[] {input}, new float[] {residual});
        for (float factor : growth) {
            input *= 2;
            residual *= factor;
            trace.add(new float[] {input}, new float[] {residual});
        }
        return trace;
    }
}
