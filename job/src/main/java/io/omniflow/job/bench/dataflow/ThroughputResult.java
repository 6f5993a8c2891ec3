package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.Quantiles;
import io.omniflow.job.bench.dataflow.CpuTimes.Part;
import io.omniflow.job.bench.dataflow.ThroughputBench.Pair;
import io.omniflow.job.bench.dataflow.ThroughputBench.Plan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the bench of the throughput measured. Every figure is the median over the rounds.
 *
 * @param figures in the order of the table
 */
public record ThroughputResult(List<Figure> figures) {

    /** Copies the figures. */
    public ThroughputResult {
        figures = List.copyOf(figures);
    }

    /**
     * Sums the rounds up.
     *
     * @param pairs rounds by the bare loop and through Kafka
     * @param loops pictures a second of several loops over those of one; empty if not measured
     * @param deterministic processor time of deterministic rounds over that of others
     */
    static ThroughputResult of(
            Plan plan, List<Pair> pairs, List<Double> loops, List<Double> deterministic) {
        double images = plan.images();
        List<Figure> figures = new ArrayList<>();
        add(
                figures,
                "images_per_s_bare",
                "pictures a second, bare loop",
                pairs,
                pair -> images / pair.bare().seconds());
        add(
                figures,
                "images_per_s",
                "pictures a second, through Kafka",
                pairs,
                pair -> images / pair.served().seconds());
        add(
                figures,
                "efficiency",
                "the second over the first",
                pairs,
                pair -> (double) pair.bare().nanos() / pair.served().nanos());
        add(
                figures,
                "cpu_ms_bare",
                "processor ms a picture, bare loop",
                pairs,
                pair -> pair.bare().cpuMs(Part.BARE) / images);
        add(
                figures,
                "overhead_cpu_ms",
                "processor ms a picture that serving adds",
                pairs,
                pair -> overhead(pair) / images);
        for (Part part : List.of(Part.LOOP, Part.BROKER, Part.REST)) {
            String name = part.name().toLowerCase(Locale.ROOT);
            add(
                    figures,
                    "overhead_cpu_ms_" + name,
                    "  of these: " + part.description(),
                    pairs,
                    pair -> overhead(pair, part) / images);
        }
        add(
                figures,
                "overhead_cpu_ms_busy",
                "  without what it takes when idle",
                pairs,
                pair -> (overhead(pair) - idlePerS(pair) * pair.served().seconds()) / images);
        add(
                figures,
                "idle_cpu_ms_per_s",
                "processor ms a second, broker and job idle",
                pairs,
                ThroughputResult::idlePerS);
        add(
                figures,
                "efficiency_cpu",
                "processor time, bare over through Kafka",
                pairs,
                ThroughputResult::cpuEfficiency);
        if (!loops.isEmpty()) {
            figures.add(new Figure("loops", "loops beside each other", plan.loops()));
            figures.add(new Figure("loops_ratio", "their pictures a second over one's", of(loops)));
        }
        figures.add(
                new Figure(
                        "deterministic_price",
                        "processor time in deterministic mode, times",
                        of(deterministic)));
        return new ThroughputResult(figures);
    }

    void print(PrintStream out) {
        out.println();
        figures.forEach(
                figure -> out.printf(Locale.ROOT, "%-48s %10.3f%n", figure.name(), figure.value()));
    }

    /** Returns the figures as one line of JSON. */
    public String toJson() {
        return new DataflowResult(
                        figures.stream()
                                .map(f -> new DataflowResult.Figure(f.key(), f.value()))
                                .toList())
                .toJson();
    }

    /** Returns all that this process did in a served round beyond what a bare loop needs. */
    private static double overhead(Pair pair) {
        return overhead(pair, Part.LOOP)
                + overhead(pair, Part.BROKER)
                + overhead(pair, Part.REST)
                + pair.served().cpuMs(Part.BARE);
    }

    private static double overhead(Pair pair, Part part) {
        double needed = part == Part.LOOP ? pair.bare().cpuMs(Part.BARE) : 0;
        return pair.served().cpuMs(part) - needed;
    }

    /** Returns what broker and job use while the bare loop runs and nobody asks them. */
    private static double idlePerS(Pair pair) {
        double idle = 0;
        for (Part part : List.of(Part.LOOP, Part.BROKER, Part.REST)) {
            idle += pair.bare().cpuMs(part);
        }
        return idle / pair.bare().seconds();
    }

    private static double cpuEfficiency(Pair pair) {
        double bare = pair.bare().cpuMs(Part.BARE);
        return bare / (bare + overhead(pair));
    }

    private static void add(
            List<Figure> figures,
            String key,
            String name,
            List<Pair> pairs,
            ToDoubleFunction<Pair> figure) {
        figures.add(new Figure(key, name, of(pairs.stream().mapToDouble(figure).boxed().toList())));
    }

    private static double of(List<Double> values) {
        return new Quantiles(values).at(0.5);
    }

    /**
     * One figure.
     *
     * @param key its name for programs
     * @param name what it is
     * @param value the value
     */
    public record Figure(String key, String name, double value) {}
}
