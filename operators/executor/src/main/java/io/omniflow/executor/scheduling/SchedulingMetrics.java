package io.omniflow.executor.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.OmniScheduler;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of scheduling, in the group {@code scheduler}, by request class where it matters. */
final class SchedulingMetrics {

    private static final int WINDOW = 1_000;

    private final Map<Priority, Counter> released = new EnumMap<>(Priority.class);
    private final Map<Priority, Histogram> queueWaitMs = new EnumMap<>(Priority.class);
    private final Counter rejected;
    private final Counter duplicates;
    private final Counter reused;
    private final Counter expired;

    private final AtomicIntegerArray queueDepth = new AtomicIntegerArray(Priority.values().length);
    private final AtomicLong freeSlots = new AtomicLong();

    SchedulingMetrics(MetricGroup operator) {
        MetricGroup group = operator.addGroup("scheduler");
        rejected = group.counter("numRejected");
        duplicates = group.counter("numDuplicates");
        reused = group.counter("numReusedIds");
        expired = group.counter("numExpired");
        group.gauge("freeSlots", freeSlots::get);
        for (Priority priority : Priority.values()) {
            MetricGroup byClass =
                    group.addGroup("request_class", priority.name().toLowerCase(Locale.ROOT));
            released.put(priority, byClass.counter("numReleased"));
            queueWaitMs.put(
                    priority,
                    byClass.histogram("queueWaitMs", new DescriptiveStatisticsHistogram(WINDOW)));
            byClass.gauge("queueDepth", () -> queueDepth.get(priority.ordinal()));
        }
    }

    /** Takes the sizes that gauges show; reporters read them on threads of their own. */
    void observe(OmniScheduler scheduler) {
        for (Priority priority : Priority.values()) {
            queueDepth.set(priority.ordinal(), scheduler.queueSize(priority));
        }
        freeSlots.set(scheduler.freeSlots());
    }

    void released(Priority priority, long waitedMs) {
        released.get(priority).inc();
        queueWaitMs.get(priority).update(waitedMs);
    }

    void rejected() {
        rejected.inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void reused() {
        reused.inc();
    }

    void expired() {
        expired.inc();
    }
}
