package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.policy.PricedTask;
import io.omniflow.core.scheduling.policy.SchedulingPolicy;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a task whose turn it is may pause a running one, and which: class HIGH where classes
 * count, a task that waiting for the next slot would cost its deadline where deadlines do, and what
 * the policy says where it composes them. Not thread-safe.
 */
final class Urgency {

    private final Map<Integer, Long> nextEndMs = new HashMap<>();

    /** Takes when the worker's next slot is expected to become free. */
    void report(SlotReport report, Prices prices, long nowMs) {
        double rest = Double.POSITIVE_INFINITY;
        for (RunningTask running : report.running()) {
            if (running.state() == RunState.RUNNING) {
                rest = Math.min(rest, prices.restMs(running));
            }
        }
        if (rest < Double.POSITIVE_INFINITY) {
            nextEndMs.put(report.worker(), nowMs + Math.round(rest));
        } else {
            nextEndMs.remove(report.worker());
        }
    }

    /** Returns the level of a task whose turn it is. */
    int level(PricedTask task, SchedulingPolicy policy, SchedulerConfig config, long nowMs) {
        if (!config.preemption()) {
            return RunTerms.NOT_URGENT;
        }
        boolean urgent =
                switch (config.type()) {
                    case FIFO, FAIR -> false;
                    case PRIORITY -> task.task().priority() == Priority.HIGH;
                    case DEADLINE -> losesSlack(task, nowMs);
                    case COMPOSED -> true;
                };
        return urgent ? policy.level(task) : RunTerms.NOT_URGENT;
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
