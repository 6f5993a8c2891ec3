package io.omniflow.job.bench.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StampTest {

    @Test
    void survivesItsBinaryForm() {
        Stamp stamp = new Stamp(Long.MIN_VALUE, -1, Long.MAX_VALUE);

        assertThat(Stamp.of(stamp.toBytes())).isEqualTo(stamp);
    }

    @Test
    void measuresTheIdleTimeOfEachDeviceInTheOrderOfItsGenerations() {
        List<Stamp> stamps =
                List.of(
                        new Stamp(1, 9_000_000, 9_500_000),
                        new Stamp(2, 0, 1_000_000),
                        new Stamp(1, 1_000_000, 3_000_000),
                        new Stamp(1, 3_500_000, 5_000_000),
                        new Stamp(2, 1_250_000, 7_000_000));

        assertThat(Stamp.gaps(stamps)).isEqualTo(Map.of(1L, List.of(0.5, 4.0), 2L, List.of(0.25)));
    }

    @Test
    void aDeviceWithOneGenerationHasNoGap() {
        assertThat(Stamp.gaps(List.of(new Stamp(7, 1, 2)))).isEqualTo(Map.of(7L, List.of()));
    }
}
