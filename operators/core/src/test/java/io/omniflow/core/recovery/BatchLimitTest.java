package io.omniflow.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchLimitTest {

    @Test
    void halvesWithEveryShortageAndGrowsInCalm() {
        BatchLimit limit = new BatchLimit(64, 1_000);
        assertThat(limit.units(0)).isEqualTo(64);
        limit.exceeded(40, 0);
        assertThat(limit.units(0)).isEqualTo(20);
        limit.exceeded(20, 500);
        assertThat(limit.units(1_499)).isEqualTo(10);
        assertThat(limit.units(1_500)).isEqualTo(20);
        limit.exceeded(20, 1_600);
        assertThat(limit.units(2_599)).isEqualTo(10);
        assertThat(limit.units(3_599)).isEqualTo(20);
        assertThat(limit.units(3_600)).isEqualTo(64);
    }

    @Test
    void worksWithoutABound() {
        BatchLimit limit = new BatchLimit(0, 10);
        assertThat(limit.units(5)).isZero();
        limit.exceeded(9, 5);
        assertThat(limit.units(6)).isEqualTo(4);
        assertThat(limit.units(15)).isEqualTo(8);
        assertThat(limit.units(1_000_000)).isZero();
    }

    @Test
    void isNeverBelowOneUnitNorAboveWhatWasConfigured() {
        BatchLimit limit = new BatchLimit(3, 10);
        limit.exceeded(1, 0);
        assertThat(limit.units(0)).isEqualTo(1);
        limit.exceeded(100, 0);
        assertThat(limit.units(10)).isEqualTo(2);
        assertThat(limit.units(20)).isEqualTo(3);
    }
}
