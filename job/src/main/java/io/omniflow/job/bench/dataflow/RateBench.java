package io.omniflow.job.bench.dataflow;

import io.omniflow.job.bench.dataflow.BenchStack.Shape;
import java.time.Duration;

/** Requests a second through the whole job around a model that takes no time. */
final class RateBench {

    private static final int SATURATING_SLOTS = 256;
    private static final double NANOS_A_S = 1e9;

    private final int requests;

    RateBench(int requests) {
        this.requests = requests;
    }

    /** All requests are there before the job starts; the first and last tenth do not count. */
    double measure(boolean events, boolean cache) {
        return BenchStack.with(1, stack -> measure(stack, events, cache));
    }

    private double measure(BenchStack stack, boolean events, boolean cache) {
        Traffic.publishAll(stack.kafka(), requests);
        stack.submit(
                new Shape(1, SATURATING_SLOTS, SATURATING_SLOTS, Duration.ZERO, events, cache));
        try (Results results = new Results(stack.kafka())) {
            long begin = results.await(requests / 10);
            long from = results.count();
            long end = results.await(requests - requests / 10);
            return (results.count() - from) * NANOS_A_S / (end - begin);
        }
    }
}
