package io.omniflow.job.bench.dataflow;

import com.google.protobuf.InvalidProtocolBufferException;
import io.omniflow.job.bench.dataflow.BenchStack.Shape;
import io.omniflow.v1.GenerationResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Measures requests a second, added latency, and the time that a freed slot stays free. */
public final class DataflowBench {

    private static final int SATURATING_SLOTS = 256;
    private static final int RATE = 50;
    private static final int WARM_UP_S = 8;
    private static final int LATENCY_S = 20;
    private static final int GENERATIONS = 3_000;
    private static final Duration STEP = Duration.ofMillis(2);
    private static final double NANOS_A_MS = 1e6;
    private static final double NANOS_A_S = 1e9;

    private final int requests;
    private final PrintStream out;

    private DataflowBench(int requests, PrintStream out) {
        this.requests = requests;
        this.out = out;
    }

    /**
     * Measures everything, each in a broker and a cluster of its own in this process, for about two
     * minutes.
     *
     * @param requests how many are published ahead for the measurement of the rate
     * @param out where the table goes
     */
    public static DataflowResult run(int requests, PrintStream out) {
        return new DataflowBench(requests, out).measure();
    }

    private DataflowResult measure() {
        out.printf("%-44s %12s %12s%n", "", "events off", "events on");
        Pair rate = row("requests a second", this::rate);
        Pair uncached = row("requests a second, no cache", events -> rate(events, false));
        List<Pair> latency = new ArrayList<>();
        Map<Boolean, Quantiles> latencies = new HashMap<>();
        latencies.put(false, latency(false));
        latencies.put(true, latency(true));
        for (double share : new double[] {0.5, 0.99}) {
            latency.add(
                    row(
                            String.format(
                                    Locale.ROOT,
                                    "added latency at %d/s, p%.0f, ms",
                                    RATE,
                                    100 * share),
                            events -> latencies.get(events).at(share)));
        }
        Pair gap = row("freed slot to next start, median, ms", events -> gap(events, 1));
        Pair remote = row("the same across TaskManagers, median, ms", events -> gap(events, 2));
        return new DataflowResult(rate, uncached, latency.get(0), latency.get(1), gap, remote);
    }

    private Pair row(String name, Measurement measurement) {
        Pair pair = new Pair(measurement.with(false), measurement.with(true));
        out.printf(Locale.ROOT, "%-44s %12.2f %12.2f%n", name, pair.off(), pair.on());
        out.flush();
        return pair;
    }

    private double rate(boolean events) {
        return rate(events, true);
    }

    /** All requests are there before the job starts; the first and last tenth do not count. */
    private double rate(boolean events, boolean cache) {
        return withStack(
                1,
                stack -> {
                    publish(stack, requests, 1);
                    stack.submit(
                            new Shape(
                                    1,
                                    SATURATING_SLOTS,
                                    SATURATING_SLOTS,
                                    Duration.ZERO,
                                    events,
                                    cache));
                    try (Results results = new Results(stack.kafka())) {
                        long first = results.count();
                        long begin = results.await(Math.max(first, requests / 10));
                        long from = results.count();
                        long end = results.await(requests - requests / 10);
                        return (results.count() - from) * NANOS_A_S / (end - begin);
                    }
                });
    }

    private Quantiles latency(boolean events) {
        return withStack(
                1,
                stack -> {
                    stack.submit(new Shape(1, 4, 1, Duration.ZERO, events, true));
                    Map<String, Long> sent = new HashMap<>();
                    List<Double> measured = new ArrayList<>();
                    try (Traffic traffic = new Traffic(stack.kafka());
                            Results results = new Results(stack.kafka())) {
                        traffic.publish("first", 1);
                        results.await(1);
                        long begin = System.nanoTime();
                        int count = RATE * (WARM_UP_S + LATENCY_S);
                        for (int i = 0; i < count; i++) {
                            long due = begin + i * (long) (NANOS_A_S / RATE);
                            collect(results, due, sent, measured);
                            sent.put("r" + i, System.nanoTime());
                            traffic.publish("r" + i, 1);
                        }
                        collect(results, System.nanoTime() + (long) NANOS_A_S, sent, measured);
                    }
                    return new Quantiles(measured.subList(RATE * WARM_UP_S, measured.size()));
                });
    }

    /** Reads results until a moment has come. */
    private static void collect(
            Results results, long untilNanos, Map<String, Long> sent, List<Double> measured) {
        long left = untilNanos - System.nanoTime();
        while (left > 0) {
            for (ConsumerRecord<String, byte[]> result : results.poll(Duration.ofNanos(left))) {
                Long published = sent.get(result.key());
                if (published != null) {
                    measured.add((System.nanoTime() - published) / NANOS_A_MS);
                }
            }
            left = untilNanos - System.nanoTime();
        }
    }

    /** The worker that is worse off counts: across TaskManagers, the one that is elsewhere. */
    private double gap(boolean events, int taskManagers) {
        return withStack(
                taskManagers,
                stack -> {
                    publish(stack, GENERATIONS, 1);
                    stack.submit(new Shape(taskManagers, 1, 0, STEP, events, false));
                    List<Stamp> stamps = new ArrayList<>();
                    try (Results results = new Results(stack.kafka())) {
                        results.await(GENERATIONS);
                        while (stamps.size() < GENERATIONS) {
                            results.poll(Duration.ofMillis(100))
                                    .forEach(result -> stamps.add(stamp(result.value())));
                        }
                    }
                    return Stamp.gaps(stamps).values().stream()
                            .map(gaps -> gaps.subList(gaps.size() / 3, gaps.size()))
                            .mapToDouble(gaps -> new Quantiles(gaps).at(0.5))
                            .max()
                            .orElseThrow();
                });
    }

    private static void publish(BenchStack stack, int count, int steps) {
        try (Traffic traffic = new Traffic(stack.kafka())) {
            for (int i = 0; i < count; i++) {
                traffic.publish("r" + i, steps);
            }
            traffic.flush();
        }
    }

    private static Stamp stamp(byte[] result) {
        try {
            return Stamp.of(
                    GenerationResult.parseFrom(result).getOutputs(0).getData().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a result of this release", e);
        }
    }

    private static <T> T withStack(int taskManagers, Work<T> work) {
        Path directory = temporary();
        try (BenchStack stack = BenchStack.start(directory, taskManagers)) {
            return work.on(stack);
        } finally {
            delete(directory);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("omniflow-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Measures with events off or on. */
    private interface Measurement {
        double with(boolean events);
    }

    /** Something to measure on a stack of its own. */
    private interface Work<T> {
        T on(BenchStack stack);
    }

    /**
     * A figure with progress events off and on.
     *
     * @param off without them
     * @param on with them
     */
    public record Pair(double off, double on) {}
}
