package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSearchTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void losesAsLittleAsTheBestOfAllPatterns(long seed) {
        double[] losses = new Random(seed).doubles(11, 0.01, 1).toArray();
        for (int computed = 3; computed <= losses.length; computed++) {
            String found = new PatternSearch(losses).pattern(computed);

            assertThat(found.chars().filter(digit -> digit == '1').count()).isEqualTo(computed);
            assertThat(loss(found, losses)).isLessThanOrEqualTo(least(losses, computed) + 1e-12);
        }
    }

    @Test
    void computesWhereForecastsAreCostly() {
        double[] losses = {0, 0, 9, 9, 1, 1, 1, 1, 1, 0};

        assertThat(new PatternSearch(losses).pattern(6)).isEqualTo("1111001001");
    }

    @Test
    void refusesTooFewComputedSteps() {
        double[] losses = new double[10];
        losses[5] = Double.POSITIVE_INFINITY;
        PatternSearch search = new PatternSearch(losses);

        assertThat(search.pattern(4)).isEqualTo("1100010001");
        assertThatThrownBy(() -> search.pattern(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 computed steps are too few");
    }

    private static double least(double[] losses, int computed) {
        double least = Double.POSITIVE_INFINITY;
        for (int bits = 0; bits < 1 << losses.length; bits++) {
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < losses.length; i++) {
                pattern.append(bits >> i & 1);
            }
            if (Integer.bitCount(bits) == computed) {
                least = Math.min(least, loss(pattern.toString(), losses));
            }
        }
        return least;
    }

    private static double loss(String pattern, double[] losses) {
        if (!pattern.startsWith("11") || !pattern.endsWith("1")) {
            return Double.POSITIVE_INFINITY;
        }
        double loss = 0;
        int last = 0;
        for (int i = 1; i < losses.length; i++) {
            if (pattern.charAt(i) == '1') {
                last = i;
            } else {
                loss += losses[i] * Math.pow(i - last, 1.5);
            }
        }
        return loss;
    }
}
