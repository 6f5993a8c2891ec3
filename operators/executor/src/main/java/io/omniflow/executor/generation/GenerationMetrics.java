package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of one worker, in the group {@code generation}. */
final class GenerationMetrics {

    private static final int WINDOW = 1_000;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Counter completed;
    private final Counter failed;
    private final Histogram generationMs;

    GenerationMetrics(MetricGroup operator, StageConfig config) {
        MetricGroup group = operator.addGroup("generation");
        completed = group.counter("numCompleted");
        failed = group.counter("numFailed");
        generationMs = group.histogram("generationMs", new DescriptiveStatisticsHistogram(WINDOW));
        group.gauge("inFlight", inFlight::get);
        group.gauge("capacity", config::capacity);
        group.gauge("utilization", () -> Math.min(1.0, (double) inFlight.get() / config.slots()));
    }

    void inFlight(int tasks) {
        inFlight.set(tasks);
    }

    void completed(long tookMs) {
        completed.inc();
        generationMs.update(tookMs);
    }

    void failed() {
        failed.inc();
    }
}
