package io.omniflow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void isTheSmallestValueThatCoversTheShare() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(40); i++) {
                values.add((double) random.nextInt(20));
            }
            double share = 0.01 * (1 + random.nextInt(100));

            double quantile = new Quantiles(values).at(share);

            assertThat(values).contains(quantile);
            assertThat(covered(values, quantile)).isGreaterThanOrEqualTo(share - 1e-9);
            assertThat(values)
                    .filteredOn(smaller -> smaller < quantile)
                    .allSatisfy(smaller -> assertThat(covered(values, smaller)).isLessThan(share));
        }
    }

    @Test
    void ofNothingIsAMistake() {
        assertThatThrownBy(() -> new Quantiles(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
    }

    private static double covered(List<Double> values, double value) {
        return values.stream().filter(other -> other <= value).count() / (double) values.size();
    }
}
