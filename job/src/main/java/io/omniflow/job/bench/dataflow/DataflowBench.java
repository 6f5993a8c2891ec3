package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.Quantiles;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Measures requests a second, added latency, and the time that a freed slot stays free, each in a
 * broker and a cluster of its own in this process. The first measurement of the rate is repeated,
 * so that the compiler is done with most of the job when it counts.
 */
public final class DataflowBench {

    private final Plan plan;
    private final PrintStream out;
    private final List<DataflowResult.Figure> figures = new ArrayList<>();

    private DataflowBench(Plan plan, PrintStream out) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.out = Objects.requireNonNull(out, "out");
    }

    /**
     * Measures what is planned; everything takes about two minutes.
     *
     * @param out where the table goes
     */
    public static DataflowResult run(Plan plan, PrintStream out) {
        return new DataflowBench(plan, out).measure();
    }

    private DataflowResult measure() {
        out.printf("%-44s %12s %12s%n", "", "events off", "events on");
        if (plan.parts().contains(Part.RATE)) {
            rate();
        }
        if (plan.parts().contains(Part.LATENCY)) {
            latency();
        }
        if (plan.parts().contains(Part.GAP)) {
            GapBench gap = new GapBench();
            row(
                    "slot_gap_ms",
                    "freed slot to next start, median, ms",
                    events -> gap.measure(events, 1));
            row(
                    "slot_gap_remote_ms",
                    "the same across TaskManagers, median, ms",
                    events -> gap.measure(events, 2));
        }
        return new DataflowResult(figures);
    }

    private void rate() {
        RateBench bench = new RateBench(plan.requests());
        bench.measure(plan.events().contains(true), true);
        rate("", "", events -> bench.measure(events, true));
        rate("_uncached", ", no cache", events -> bench.measure(events, false));
    }

    private void rate(String key, String name, Function<Boolean, RateBench.Rate> measurement) {
        Map<Boolean, RateBench.Rate> measured = new LinkedHashMap<>();
        plan.events().forEach(events -> measured.put(events, measurement.apply(events)));
        row(
                "requests_per_s" + key,
                "requests a second" + name,
                events -> measured.get(events).perS());
        row(
                "cpu_us_per_request" + key,
                "processor time a request" + name + ", us",
                events -> measured.get(events).cpuUs());
    }

    private void latency() {
        Map<Boolean, Quantiles> measured = new LinkedHashMap<>();
        plan.events().forEach(events -> measured.put(events, new LatencyBench().measure(events)));
        String name = "added latency at " + LatencyBench.RATE + "/s, ";
        row("added_p50_ms", name + "median, ms", events -> measured.get(events).at(0.5));
        row("added_p99_ms", name + "p99, ms", events -> measured.get(events).at(0.99));
    }

    private void row(String key, String name, Measurement measurement) {
        out.printf("%-44s", name);
        for (boolean events : new boolean[] {false, true}) {
            if (plan.events().contains(events)) {
                double value = measurement.with(events);
                figures.add(new DataflowResult.Figure(events ? key + "_events" : key, value));
                out.printf(Locale.ROOT, " %12.2f", value);
            } else {
                out.printf(" %12s", "");
            }
            out.flush();
        }
        out.println();
    }

    /** What can be measured by itself. */
    public enum Part {
        /** Requests a second, with and without the cache across generations. */
        RATE,
        /** Latency at a low rate. */
        LATENCY,
        /** The time that a freed slot stays free, in one process and across TaskManagers. */
        GAP
    }

    /**
     * What to measure.
     *
     * @param parts which figures
     * @param events without ({@code false}) or with progress events, or both
     * @param requests how many are published ahead for the measurement of the rate
     */
    public record Plan(Set<Part> parts, Set<Boolean> events, int requests) {

        private static final int LEAST_REQUESTS = 10;

        /** Copies the sets; a rate needs a few requests. */
        public Plan {
            parts = Set.copyOf(parts);
            events = Set.copyOf(events);
            if (requests < LEAST_REQUESTS) {
                throw new IllegalArgumentException(
                        "at least " + LEAST_REQUESTS + " requests are needed, not " + requests);
            }
        }
    }

    /** Measures with events off or on. */
    private interface Measurement {
        double with(boolean events);
    }
}
