package io.omniflow.engine.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Collects the processor time and the wall time of a piece of work. On a machine that is shared,
 * the former says what the work costs, the latter how long it waited.
 */
final class Stopwatch {

    private static final double NANOS_PER_MILLI = 1e6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Double> cpuMillis = new ArrayList<>();
    private final List<Double> wallMillis = new ArrayList<>();

    /** Runs and times the work on this thread. */
    void time(Runnable work) {
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        work.run();
        cpuMillis.add((threads.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLI);
        wallMillis.add((System.nanoTime() - wall) / NANOS_PER_MILLI);
    }

    /** Adds what another clock has measured. */
    void add(double millis) {
        cpuMillis.add(millis);
    }

    /** Forgets what was collected. */
    void reset() {
        cpuMillis.clear();
        wallMillis.clear();
    }

    /** Returns the median processor time. */
    double cpu() {
        return median(cpuMillis);
    }

    /** Returns the median wall time. */
    double wall() {
        return median(wallMillis);
    }

    /** Returns the median of some values. */
    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
