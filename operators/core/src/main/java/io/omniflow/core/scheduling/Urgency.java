package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.policy.PricedTask;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a task whose turn it is may pause a running one: class HIGH where classes count, and a
 * task that waiting for the next slot would cost its deadline where deadlines do. Not thread-safe.
 */
final class Urgency {

    private final Map<Integer, Long> nextEndMs = new HashMap<>();

    /** Takes when the worker's next slot is expected to become free. */
    void report(SlotReport report, Prices prices, long nowMs) {
        double rest = Double.POSITIVE_INFINITY;
        for (RunningTask running : report.running()) {
            if (running.state() == RunState.RUNNING) {
                double stepMs = prices.latencyMs(running.shape());
                rest = Math.min(rest, Math.max(0, running.steps() - running.step()) * stepMs);
            }
        }
        if (rest < Double.POSITIVE_INFINITY) {
            nextEndMs.put(report.worker(), nowMs + Math.round(rest));
        } else {
            nextEndMs.remove(report.worker());
        }
    }

    boolean isUrgent(PricedTask task, SchedulerConfig config, long nowMs) {
        if (!config.preemption()) {
            return false;
        }
        boolean high = task.task().priority() == Priority.HIGH;
        return switch (config.type()) {
            case FIFO, FAIR -> false;
            // with COMPOSED, deadlines in other classes would take the places that HIGH needs
            case PRIORITY, COMPOSED -> high;
            case DEADLINE -> losesSlack(task, nowMs);
        };
    }

    private boolean losesSlack(PricedTask task, long nowMs) {
        if (task.task().deadlineMs() <= 0 || task.runMs() == 0) {
            return false;
        }
        long nextSlotMs =
                nextEndMs.values().stream().mapToLong(Long::longValue).min().orElse(nowMs);
        return task.latestStartMs() < Math.max(nowMs, nextSlotMs);
    }
}
