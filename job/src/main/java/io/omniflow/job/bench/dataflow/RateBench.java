package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.BenchStack;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Requests a second through the whole job around a model that takes no time. */
final class RateBench {

    private static final int SATURATING_SLOTS = 256;
    private static final double NANOS_A_S = 1e9;
    private static final double NANOS_A_US = 1e3;

    private final int requests;

    RateBench(int requests) {
        this.requests = requests;
    }

    /** All requests are there before the job starts; the first and last tenth do not count. */
    Rate measure(boolean events, boolean cache) {
        return BenchStack.with(1, stack -> measure(stack, events, cache));
    }

    private Rate measure(BenchStack stack, boolean events, boolean cache) {
        Traffic.publishAll(stack.kafka(), requests);
        new FreeStage(1, SATURATING_SLOTS, SATURATING_SLOTS, Duration.ZERO, events, cache)
                .submitTo(stack);
        try (Results results = new Results(stack.kafka())) {
            long begin = results.await(requests / 10);
            long beginCpu = cpuNanos();
            long from = results.count();
            long end = results.await(requests - requests / 10);
            long endCpu = cpuNanos();
            double measured = results.count() - from;
            return new Rate(
                    measured * NANOS_A_S / (end - begin),
                    (endCpu - beginCpu) / measured / NANOS_A_US);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /**
     * What was measured.
     *
     * @param perS requests a second, which other programs on the machine slow down
     * @param cpuUs processor time of this process a request in microseconds, broker, client and
     *     compiler included, which others disturb little
     */
    record Rate(double perS, double cpuUs) {}
}
