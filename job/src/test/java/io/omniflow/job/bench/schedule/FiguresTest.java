package io.omniflow.job.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void percentilesAreValuesOfTheirRank() {
        Percentiles hundred = Percentiles.of(IntStream.rangeClosed(1, 100).asDoubleStream());
        assertThat(hundred).isEqualTo(new Percentiles(50, 95, 99));

        assertThat(Percentiles.of(DoubleStream.of(3, 1, 2))).isEqualTo(new Percentiles(2, 3, 3));
        assertThat(Percentiles.of(DoubleStream.empty()).p50()).isNaN();
    }

    @Test
    void jainIsOneForEqualsAndOneOverNForOneThatHasAll() {
        assertThat(Fairness.jain(3, 3, 3)).isEqualTo(1);
        assertThat(Fairness.jain(5, 0, 0, 0)).isEqualTo(0.25);
        assertThat(Fairness.jain(1, 2)).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void smallDemandsAreMetBeforeLargeOnesShareTheRest() {
        assertThat(Fairness.maxMinShares(Map.of("a", 10.0, "b", 100.0, "c", 100.0), 90))
                .isEqualTo(Map.of("a", 10.0, "b", 40.0, "c", 40.0));
        assertThat(Fairness.maxMinShares(Map.of("a", 10.0, "b", 20.0), 30))
                .isEqualTo(Map.of("a", 10.0, "b", 20.0));
    }

    @Test
    void fairnessComparesServiceWithTheShare() {
        Trace trace =
                new Trace(
                        "t",
                        List.of(
                                Requests.tenant("1", 0, 1, "small"),
                                Requests.tenant("2", 0, 100, "large")));

        assertThat(Fairness.index(trace, Map.of("small", 100.0, "large", 900.0))).isEqualTo(1);
        assertThat(Fairness.index(trace, Map.of("large", 1000.0))).isEqualTo(0.5);
    }

    @Test
    void missedRequestsCountInTheAttainmentAndNotInThePercentiles() {
        List<Outcome> group =
                List.of(
                        outcome(Outcome.End.COMPLETED, 1.5),
                        outcome(Outcome.End.COMPLETED, 3),
                        outcome(Outcome.End.COMPLETED, 5),
                        outcome(Outcome.End.COMPLETED, 9),
                        outcome(Outcome.End.EXPIRED, 1),
                        outcome(Outcome.End.REJECTED, 0),
                        outcome(Outcome.End.STUCK, 1),
                        outcome(Outcome.End.COMPLETED, 1));

        GroupFigures figures = GroupFigures.of(group, 6_000);

        assertThat(figures.slo15()).isEqualTo(25);
        assertThat(figures.slo3()).isEqualTo(37.5);
        assertThat(figures.slo5()).isEqualTo(50);
        assertThat(figures.goodput()).isEqualTo(0.5);
        assertThat(figures.slowdown()).isEqualTo(new Percentiles(3, 9, 9));
        assertThat(figures.ms()).isEqualTo(new Percentiles(3_000, 9_000, 9_000));
        assertThat(figures.expired()).isEqualTo(1);
        assertThat(figures.rejected()).isEqualTo(1);
    }

    @Test
    void rescalingSetsTheLoadAndKeepsTheOrder() {
        Trace trace =
                new Trace("t", List.of(Requests.of("b", 1_500, 10), Requests.of("a", 500, 30)));

        assertThat(trace.load(2)).isEqualTo(2);
        assertThat(trace.scaledTo(0.5, 2).requests())
                .extracting(TraceRequest::arrivalMs)
                .containsExactly(0L, 4_000L);
    }

    @Test
    void theReportTellsTheWorstOfItsRuns() {
        List<TraceRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(Requests.tenant("noisy-" + i, 0, 10, "noisy"));
        }
        requests.add(Requests.tenant("quiet", 0, 10, "quiet"));
        List<PolicyCase> policies =
                List.of(
                        new PolicyCase("fifo", config(SchedulerType.FIFO)),
                        new PolicyCase("composed", config(SchedulerType.FIFO)));

        ScheduleReport report =
                new ScheduleBench(new DeviceSettings(1, 1, 0), "noisy", (done, all) -> {})
                        .compare(List.of(new Trace("t", requests)), policies);

        assertThat(report.toJson())
                .containsOnlyKeys(
                        "high_p95_over_alone",
                        "slo3x_gain_over_fifo_points",
                        "quiet_tenant_p95_change_pct",
                        "starved",
                        "policies")
                .containsEntry("high_p95_over_alone", null)
                .containsEntry("slo3x_gain_over_fifo_points", 0.0)
                .containsEntry("quiet_tenant_p95_change_pct", 600.0)
                .containsEntry("starved", 0L);
        assertThat(report.tables()).contains("t at load", "composed", "noisy tenant");
    }

    private static SchedulerConfig config(SchedulerType type) {
        return SchedulerConfig.DEFAULT.withType(type);
    }

    /** An outcome after a multiple of a time alone of a second. */
    private static Outcome outcome(Outcome.End end, double multiple) {
        TraceRequest request = Requests.of("r", 0, 10, Priority.HIGH);
        return new Outcome(request, end, multiple * 1_000, 0, 1_000);
    }
}
