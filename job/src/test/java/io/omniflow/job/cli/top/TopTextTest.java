package io.omniflow.job.cli.top;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.rest.ClusterOverview;
import io.omniflow.job.rest.JobHistory;
import io.omniflow.job.rest.MetricReading;
import io.omniflow.job.rest.RunningJob;
import io.omniflow.v1.StatusReport;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people see of answers that a job with more work than slots gave. */
class TopTextTest {

    private static final long TIME_MS = 1_700_000_000_000L;

    private static final String STATUS =
            """
            {"stage":"shapes","model":"shapes","healthy":true,"preemptions":"24",
             "queues":[{"priority":"PRIORITY_HIGH"},{"priority":"PRIORITY_NORMAL","waiting":"2"},
              {"priority":"PRIORITY_LOW","waiting":"13","oldest_wait_ms":"15677"}],
             "workers":[{"capacity":4,"running":[
               {"request_id":"low-1","index":3,"step":28,"steps":200,"state":"RUN_STATE_PAUSED"},
               {"request_id":"low-2","index":7,"step":175,"steps":200,"state":"RUN_STATE_RUNNING"},
               {"request_id":"high-1","index":3,"step":65,"steps":100,"state":"RUN_STATE_RUNNING"},
               {"request_id":"high-2","steps":100,"state":"RUN_STATE_WAITING"}]},
              {"worker":1}]}
            """;

    private final TopText text = new TopText(ZoneOffset.UTC);

    @Test
    void aBusyJob() {
        assertThat(text(snapshot(cluster("RUNNING"), readings())))
                .isEqualTo(
                        """
                        22:13:20  omniflow RUNNING for 2 min 7 s, 1 restart, 2 TaskManagers, 3 of 4 slots free
                        results    20, 0.5/s, half within 13 s, 95 % within 58 s
                        deadlines  high 15 of 16 (93 %), low 9 of 10 (90 %) kept

                        shapes
                          waiting  0 high, 2 normal, 13 low (oldest for 16 s)
                          work     30.0 steps/s in batches of 3.0, devices compute 71 % of the time
                          worker 0 holds 4, takes 4
                            ##..................  28/200 paused   low-1#3
                            #################...  175/200         low-2#7
                            #############.......  65/100          high-1#3
                            ....................  not begun       high-2#0
                          worker 1 loads its model
                          cache    15 % of 100 look-ups hit, 5 similar, 31 entries, 81 KiB\
                        """);
    }

    @Test
    void whatIsMissingIsSaidAndTheRestIsShown() {
        Snapshot deaf =
                new Snapshot(
                        TIME_MS,
                        cluster("RESTARTING"),
                        List.of(),
                        new Readings(List.of(), Map.of()),
                        List.of("no answer within 3 s"));
        Snapshot blind = snapshot(Optional.empty(), new Readings(List.of(), Map.of()));

        assertThat(text(deaf))
                .contains("omniflow RESTARTING", "\nno answer within 3 s\n", "results    -\n")
                .endsWith("deadlines  none yet");
        assertThat(text(blind))
                .startsWith("22:13:20\n\nshapes\n")
                .contains("work     -\n", "2 normal")
                .doesNotContain("cache");
    }

    @Test
    void whatSomebodyShouldLookAtStandsOut() {
        StatusReport sick =
                status().toBuilder().setHealthy(false).addReasons("nobody reported").build();
        Snapshot snapshot =
                new Snapshot(
                        TIME_MS,
                        cluster("FAILING"),
                        List.of(sick),
                        new Readings(List.of(slo(OmniMetric.SLO_MISSED, "high", 1)), Map.of()),
                        List.of());

        assertThat(text.of(snapshot).stream().filter(line -> line.look() == Line.Look.ALARM))
                .extracting(Line::text)
                .satisfiesExactly(
                        line -> assertThat(line).contains("FAILING"),
                        line -> assertThat(line).isEqualTo("deadlines  high 0 of 1 (0 %) kept"),
                        line -> assertThat(line).isEqualTo("  nobody reported"));
        assertThat(text.of(snapshot(cluster("RUNNING"), readings())))
                .noneMatch(line -> line.look() == Line.Look.ALARM);
    }

    private String text(Snapshot snapshot) {
        return text.of(snapshot).stream().map(Line::text).collect(joining("\n"));
    }

    private static Snapshot snapshot(Optional<Snapshot.Cluster> cluster, Readings readings) {
        return new Snapshot(TIME_MS, cluster, List.of(status()), readings, List.of());
    }

    private static Optional<Snapshot.Cluster> cluster(String state) {
        return Optional.of(
                new Snapshot.Cluster(
                        new RunningJob("a1", "omniflow", state),
                        new JobHistory(127_000, 1),
                        new ClusterOverview("2.1.0", 2, 4, 3)));
    }

    private static StatusReport status() {
        try {
            StatusReport.Builder report = StatusReport.newBuilder();
            JsonFormat.parser().merge(STATUS, report);
            return report.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Readings readings() {
        String generation = "shapes-generation";
        return new Readings(
                List.of(
                        reading(OmniMetric.CACHE_HITS, "shapes-dit-cache", 15),
                        reading(OmniMetric.CACHE_OFFERS, "shapes-dit-cache", 5),
                        reading(OmniMetric.CACHE_MISSES, "shapes-dit-cache", 80),
                        reading(OmniMetric.CACHE_HITS, "other-dit-cache", 1_000),
                        reading(OmniMetric.CACHE_ENTRIES, "shapes-dit-cache", 31),
                        reading(OmniMetric.CACHE_BYTES, "shapes-dit-cache", 83_000),
                        reading(OmniMetric.RESULTS, "delivery", 20),
                        new MetricReading(
                                OmniMetric.REQUEST_LATENCY,
                                "delivery",
                                "",
                                Map.of("p50", 13_000.0, "p95", 58_000.0)),
                        slo(OmniMetric.SLO_MET, "high", 15),
                        slo(OmniMetric.SLO_MISSED, "high", 1),
                        slo(OmniMetric.SLO_MET, "low", 9),
                        slo(OmniMetric.SLO_MISSED, "low", 1)),
                Map.of(
                        new Rates.Counted(OmniMetric.RESULTS, "delivery", ""), 0.5,
                        new Rates.Counted(OmniMetric.STEPS_COMPUTED, generation, ""), 30.0,
                        new Rates.Counted(OmniMetric.BATCHES, generation, ""), 10.0,
                        new Rates.Counted(OmniMetric.COMPUTING_TIME, generation, ""), 1_420.0));
    }

    private static MetricReading reading(OmniMetric metric, String operator, double value) {
        return new MetricReading(metric, operator, "", Map.of("value", value));
    }

    private static MetricReading slo(OmniMetric metric, String label, double value) {
        return new MetricReading(metric, "delivery", label, Map.of("value", value));
    }
}
