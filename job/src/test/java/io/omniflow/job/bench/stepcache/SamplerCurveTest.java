package io.omniflow.job.bench.stepcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.engine.calibration.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerCurveTest {

    /** Second order: the error falls with the square of the steps, 40 dB for ten times as many. */
    private final SamplerCurve curve =
            new SamplerCurve(List.of(figures(0.8, 38), figures(0.08, -2), figures(0.2, 14)));

    @Test
    void isExactWhereItWasMeasured() {
        assertThat(curve.at(0.08, Figures::psnrMean)).isEqualTo(-2);
        assertThat(curve.at(0.2, Figures::psnrMean)).isEqualTo(14);
        assertThat(curve.at(0.8, Figures::psnrMean)).isEqualTo(38);
        assertThat(curve.at(0.2, Figures::psnrP5)).isEqualTo(4);
    }

    @Test
    void isLinearInTheLogarithmBetween() {
        assertThat(curve.at(0.4, Figures::psnrMean)).isCloseTo(26, within(1e-9));
        assertThat(curve.at(0.126491106, Figures::psnrMean)).isCloseTo(6, within(1e-6));
    }

    @Test
    void isUnknownBelowAndFlatAbove() {
        assertThat(curve.at(0.079, Figures::psnrMean)).isNaN();
        assertThat(curve.at(0.95, Figures::psnrMean)).isEqualTo(38);
    }

    @Test
    void theBestSamplerIsTheBestAtThatCost() {
        SamplerCurve flat = new SamplerCurve(List.of(figures(0.1, 20), figures(0.9, 20)));

        assertThat(SamplerCurve.best(List.of(curve, flat), 0.2, Figures::psnrMean)).isEqualTo(20);
        assertThat(SamplerCurve.best(List.of(flat, curve), 0.8, Figures::psnrMean)).isEqualTo(38);
        assertThat(SamplerCurve.best(List.of(flat, curve), 0.09, Figures::psnrMean))
                .isCloseTo(-2 + 16 * Math.log(9.0 / 8) / Math.log(2.5), within(1e-9));
        assertThat(SamplerCurve.best(List.of(flat, curve), 0.01, Figures::psnrMean)).isNaN();
    }

    static Figures figures(double evaluations, double decibels) {
        return new Figures(evaluations, evaluations, decibels, decibels - 10, 0.9, 1);
    }
}
