package io.omniflow.executor.delivery;

import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of delivery, in the group {@code delivery}, by how images ended where it matters. */
final class DeliveryMetrics {

    private static final int WINDOW = 1_000;

    private final Map<TaskStatus, Counter> images = new EnumMap<>(TaskStatus.class);
    private final Counter results;
    private final Counter timeouts;
    private final Counter dropped;
    private final Histogram requestLatencyMs;

    DeliveryMetrics(MetricGroup operator) {
        MetricGroup group = operator.addGroup("delivery");
        results = group.counter("numResults");
        timeouts = group.counter("numRequestTimeouts");
        dropped = group.counter("numLateOutcomesDropped");
        requestLatencyMs =
                group.histogram("requestLatencyMs", new DescriptiveStatisticsHistogram(WINDOW));
        for (TaskStatus status : TaskStatus.values()) {
            String label = status.name().toLowerCase(Locale.ROOT);
            images.put(status, group.addGroup("status", label).counter("numImages"));
        }
    }

    void ended(TaskOutcome outcome) {
        images.get(outcome.status()).inc();
    }

    void delivered(long tookMs) {
        results.inc();
        requestLatencyMs.update(tookMs);
    }

    void timedOut() {
        timeouts.inc();
    }

    void dropped() {
        dropped.inc();
    }
}
