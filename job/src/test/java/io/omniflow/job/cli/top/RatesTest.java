package io.omniflow.job.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.rest.MetricReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {

    private static final Rates.Counted RESULTS =
            new Rates.Counted(OmniMetric.RESULTS, "delivery", "");

    private final Rates rates = new Rates();

    @Test
    void aRateSpansTheTimeSinceTheValueLastChanged() {
        assertThat(at(0, 100)).isEmpty();
        assertThat(at(1_000, 100)).isEmpty();
        assertThat(at(10_000, 150)).containsEntry(RESULTS, 5.0);
        assertThat(at(11_000, 150)).containsEntry(RESULTS, 5.0);
        assertThat(at(20_000, 170)).containsEntry(RESULTS, 2.0);
    }

    @Test
    void aValueThatStaysLongerThanItIsCollectedForStandsStill() {
        at(0, 100);
        at(1_000, 200);

        assertThat(at(1_000 + Rates.COLLECTED_WITHIN_MS - 1, 200)).containsEntry(RESULTS, 100.0);
        assertThat(at(1_000 + Rates.COLLECTED_WITHIN_MS, 200)).containsEntry(RESULTS, 0.0);
    }

    @Test
    void aCounterThatStartedAnewDoesNotRunBackwards() {
        at(0, 100);

        assertThat(at(1_000, 5)).containsEntry(RESULTS, 0.0);
        assertThat(at(2_000, 7)).containsEntry(RESULTS, 2.0);
    }

    @Test
    void onlyCountersHaveRates() {
        List<MetricReading> gauge =
                List.of(
                        new MetricReading(
                                OmniMetric.RUNNING, "s-generation", "", Map.of("value", 1.0)));
        rates.update(gauge, 0);

        assertThat(rates.update(gauge, 60_000)).isEmpty();
    }

    private Map<Rates.Counted, Double> at(long timeMs, double value) {
        return rates.update(
                List.of(
                        new MetricReading(
                                OmniMetric.RESULTS, "delivery", "", Map.of("value", value))),
                timeMs);
    }
}
