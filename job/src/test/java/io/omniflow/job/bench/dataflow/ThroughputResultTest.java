package io.omniflow.job.bench.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.omniflow.job.bench.dataflow.CpuTimes.Part;
import io.omniflow.job.bench.dataflow.ThroughputBench.Pair;
import io.omniflow.job.bench.dataflow.ThroughputBench.Plan;
import io.omniflow.job.bench.dataflow.ThroughputBench.Round;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ThroughputResultTest {

    private static final long MS = 1_000_000;
    private static final Plan PLAN = new Plan(10, 3, 20, 4, 2);

    @Test
    void figuresAreWhatTheRoundsSay() {
        // 10 pictures of 100 ms in 1 s, while broker and job use 30 ms; then in 1.25 s.
        Round bare = round(1_000, 1_000, 0, 10, 20);
        Round served = round(1_250, 0, 1_005, 40, 105);

        Map<String, Double> figures = figures(List.of(new Pair(bare, served)));

        assertThat(figures)
                .contains(
                        entry("images_per_s_bare", 10.0),
                        entry("images_per_s", 8.0),
                        entry("efficiency", 0.8),
                        entry("cpu_ms_bare", 100.0),
                        entry("overhead_cpu_ms", 15.0),
                        entry("overhead_cpu_ms_loop", 0.5),
                        entry("overhead_cpu_ms_broker", 4.0),
                        entry("overhead_cpu_ms_rest", 10.5),
                        entry("overhead_cpu_ms_busy", 11.25),
                        entry("idle_cpu_ms_per_s", 30.0),
                        entry("efficiency_cpu", 1_000 / 1_150.0),
                        entry("loops", 2.0),
                        entry("loops_ratio", 1.8),
                        entry("deterministic_price", 1.1));
    }

    @Test
    void aRoundThatWasDisturbedDoesNotCount() {
        Pair good = new Pair(round(1_000, 1_000, 0, 0, 0), round(1_000, 0, 1_000, 0, 10));
        Pair disturbed = new Pair(round(1_000, 1_000, 0, 0, 0), round(9_000, 0, 1_000, 0, 900));

        assertThat(figures(List.of(good, disturbed, good)))
                .contains(entry("efficiency", 1.0), entry("overhead_cpu_ms", 1.0));
    }

    private static Map<String, Double> figures(List<Pair> pairs) {
        return ThroughputResult.of(PLAN, pairs, List.of(1.8, 1.9, 1.7), List.of(1.1, 1.0, 1.2))
                .figures()
                .stream()
                .collect(
                        Collectors.toMap(
                                ThroughputResult.Figure::key, ThroughputResult.Figure::value));
    }

    private static Round round(long wallMs, long bare, long loop, long broker, long rest) {
        return new Round(
                wallMs * MS,
                Map.of(
                        Part.BARE, bare * MS,
                        Part.LOOP, loop * MS,
                        Part.BROKER, broker * MS,
                        Part.REST, rest * MS));
    }
}
