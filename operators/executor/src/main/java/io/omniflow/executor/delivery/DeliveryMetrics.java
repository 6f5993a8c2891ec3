package io.omniflow.executor.delivery;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of delivery. */
final class DeliveryMetrics {

    private final OmniMetrics metrics;

    DeliveryMetrics(MetricGroup operator) {
        metrics = new OmniMetrics(operator);
        metrics.counter(OmniMetric.RESULTS);
        metrics.counter(OmniMetric.REQUEST_TIMEOUTS);
        metrics.counter(OmniMetric.LATE_OUTCOMES);
        metrics.histogram(OmniMetric.REQUEST_LATENCY);
        for (TaskStatus status : TaskStatus.values()) {
            metrics.counter(OmniMetric.IMAGES_ENDED, status);
        }
        for (Priority priority : Priority.values()) {
            metrics.counter(OmniMetric.SLO_MET, priority);
            metrics.counter(OmniMetric.SLO_MISSED, priority);
        }
    }

    void ended(TaskOutcome outcome) {
        metrics.counter(OmniMetric.IMAGES_ENDED, outcome.status()).inc();
    }

    /** Takes the outcomes of a whole request. */
    void delivered(List<TaskOutcome> all, long nowMs) {
        GenerationTask task = all.get(0).task();
        metrics.counter(OmniMetric.RESULTS).inc();
        metrics.histogram(OmniMetric.REQUEST_LATENCY).update(Math.max(0, nowMs - task.createdMs()));
        if (task.deadlineMs() > 0 && !has(all, TaskStatus.CANCELLED)) {
            boolean met = nowMs <= task.deadlineMs() && isComplete(all);
            OmniMetric slo = met ? OmniMetric.SLO_MET : OmniMetric.SLO_MISSED;
            metrics.counter(slo, task.priority()).inc();
        }
    }

    void timedOut() {
        metrics.counter(OmniMetric.REQUEST_TIMEOUTS).inc();
    }

    void dropped() {
        metrics.counter(OmniMetric.LATE_OUTCOMES).inc();
    }

    private static boolean isComplete(List<TaskOutcome> all) {
        return all.stream().allMatch(outcome -> outcome.status() == TaskStatus.COMPLETED);
    }

    private static boolean has(List<TaskOutcome> all, TaskStatus status) {
        return all.stream().anyMatch(outcome -> outcome.status() == status);
    }
}
