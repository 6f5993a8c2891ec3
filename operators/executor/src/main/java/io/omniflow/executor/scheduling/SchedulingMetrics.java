package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of scheduling. Gauges show copies, since reporters read them on their own threads. */
final class SchedulingMetrics {

    private static final int CLASSES = Priority.values().length;

    private final OmniMetrics metrics;
    private final Clock clock;
    private final AtomicIntegerArray queueDepth = new AtomicIntegerArray(CLASSES);
    private final AtomicLongArray oldestArrivedMs = new AtomicLongArray(CLASSES);
    private final AtomicLong freeSlots = new AtomicLong();
    private final AtomicLong knownOutputs = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();
    private final AtomicLong configVersion = new AtomicLong();

    SchedulingMetrics(MetricGroup operator, Clock clock) {
        this.metrics = new OmniMetrics(operator);
        this.clock = clock;
        metrics.counter(OmniMetric.CANCELLED_WAITING);
        metrics.counter(OmniMetric.FOLLOWERS);
        metrics.counter(OmniMetric.PASSED);
        metrics.counter(OmniMetric.LEVEL_MOVES);
        metrics.counter(OmniMetric.DUPLICATES);
        metrics.counter(OmniMetric.REUSED_IDS);
        metrics.counter(OmniMetric.REJECTED, ErrorCode.QUEUE_FULL);
        metrics.counter(OmniMetric.EXPIRED_WAITING, ErrorCode.DEADLINE_EXCEEDED);
        metrics.counter(OmniMetric.EXPIRED_WAITING, ErrorCode.REQUEST_TIMEOUT);
        metrics.gauge(OmniMetric.FREE_SLOTS, freeSlots::get);
        metrics.gauge(OmniMetric.KNOWN_OUTPUTS, knownOutputs::get);
        metrics.gauge(OmniMetric.RELEASES_PAUSED, paused::get);
        metrics.gauge(OmniMetric.CONFIG_VERSION, configVersion::get);
        for (Priority priority : Priority.values()) {
            register(priority);
        }
    }

    /** Takes what changes with each release. */
    void observe(OmniScheduler scheduler) {
        for (Priority priority : Priority.values()) {
            queueDepth.set(priority.ordinal(), scheduler.queueSize(priority));
        }
        freeSlots.set(scheduler.freeSlots());
    }

    /** Takes what is enough to look at now and then. */
    void observe(SchedulerStatus status) {
        for (Priority priority : Priority.values()) {
            SchedulerStatus.Queue queue = status.queues().get(priority);
            oldestArrivedMs.set(priority.ordinal(), queue == null ? 0 : queue.oldestArrivedMs());
        }
        paused.set(status.paused() ? 1 : 0);
    }

    void known(int outputs) {
        knownOutputs.set(outputs);
    }

    void configVersion(long version) {
        configVersion.set(version);
    }

    void released(Priority priority, long waitedMs) {
        metrics.counter(OmniMetric.RELEASED, priority).inc();
        metrics.histogram(OmniMetric.QUEUE_WAIT, priority).update(waitedMs);
    }

    void rejected(ErrorCode code) {
        metrics.counter(OmniMetric.REJECTED, code).inc();
    }

    void duplicate() {
        metrics.counter(OmniMetric.DUPLICATES).inc();
    }

    void reused() {
        metrics.counter(OmniMetric.REUSED_IDS).inc();
    }

    void expired(ErrorCode code) {
        metrics.counter(OmniMetric.EXPIRED_WAITING, code).inc();
    }

    void cancelled() {
        metrics.counter(OmniMetric.CANCELLED_WAITING).inc();
    }

    /** A task follows an equal one instead of running itself. */
    void follows() {
        metrics.counter(OmniMetric.FOLLOWERS).inc();
    }

    /** A task went past the queue, because its output is known to be stored. */
    void passed() {
        metrics.counter(OmniMetric.PASSED).inc();
    }

    /** A task moved to a lower quality level to make its deadline. */
    void moved() {
        metrics.counter(OmniMetric.LEVEL_MOVES).inc();
    }

    private void register(Priority priority) {
        metrics.counter(OmniMetric.RELEASED, priority);
        metrics.histogram(OmniMetric.QUEUE_WAIT, priority);
        metrics.gauge(OmniMetric.QUEUE_DEPTH, priority, () -> queueDepth.get(priority.ordinal()));
        metrics.gauge(OmniMetric.OLDEST_WAIT, priority, () -> oldestWaitMs(priority));
    }

    private long oldestWaitMs(Priority priority) {
        long arrivedMs = oldestArrivedMs.get(priority.ordinal());
        return arrivedMs == 0 ? 0 : Math.max(0, clock.millis() - arrivedMs);
    }
}
