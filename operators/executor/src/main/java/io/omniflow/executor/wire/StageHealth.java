package io.omniflow.executor.wire;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a stage: faults, for which it does not do what it is configured to do, and remarks, which
 * a person should know though it does.
 */
final class StageHealth {

    private static final double NEARLY_FULL = 0.9;

    private final StageView view;
    private final long nowMs;
    private final List<String> faults = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    StageHealth(StageView view, long nowMs) {
        this.view = view;
        this.nowMs = nowMs;
        judgeWorkers();
        judgeQueues();
        if (view.status().paused()) {
            remarks.add("releases are paused by a command; resume releases again");
        }
        judgeCache();
    }

    boolean isHealthy() {
        return faults.isEmpty();
    }

    /** Returns the faults, then the remarks. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>(faults);
        reasons.addAll(remarks);
        return reasons;
    }

    private void judgeWorkers() {
        List<SlotReport> workers = view.status().workers();
        int expected = view.stage().parallelism();
        if (workers.isEmpty()) {
            faults.add("no worker has reported yet");
        } else if (workers.size() < expected) {
            faults.add(workers.size() + " of " + expected + " workers have reported");
        }
        workers.forEach(this::judge);
    }

    private void judge(SlotReport worker) {
        SlotCounts counts = worker.counts();
        if (counts.capacity() == 0) {
            faults.add("worker " + worker.worker() + " has not loaded its model");
        } else if (worker.running().size() > counts.capacity() + counts.overcommit()) {
            remarks.add(
                    "worker "
                            + worker.worker()
                            + " holds "
                            + worker.running().size()
                            + " images, more than the "
                            + (counts.capacity() + counts.overcommit())
                            + " it has room for; the rest waits there");
        }
    }

    private void judgeQueues() {
        QueueLimits limits = view.config().limits();
        judgeSize("the queue", view.status().queueSize(), limits.total());
        long oldestMs = 0;
        for (Priority priority : Priority.values()) {
            SchedulerStatus.Queue queue = view.status().queues().get(priority);
            if (queue == null || queue.size() == 0) {
                continue;
            }
            if (limits.of(priority) < limits.total()) {
                String name = priority.name().toLowerCase(Locale.ROOT);
                judgeSize("the queue of class " + name, queue.size(), limits.of(priority));
            }
            oldestMs = Math.max(oldestMs, nowMs - queue.oldestArrivedMs());
        }
        long timeoutMs = view.config().requestTimeoutMs();
        if (oldestMs > timeoutMs / 2) {
            remarks.add(
                    "the oldest request has waited "
                            + oldestMs
                            + " ms, more than half of the request timeout of "
                            + timeoutMs
                            + " ms");
        }
    }

    private void judgeCache() {
        if (!view.stage().cache().enabled()) {
            remarks.add(
                    "the cache is off, nothing is reused across generations: the job was started"
                            + " with cache.topic or cache.enabled set to false");
        } else if (!view.cache().enabled()) {
            remarks.add(
                    "the cache is off by a command, nothing is reused across generations: set"
                            + " cache.enabled=true to turn it on again");
        }
    }

    private void judgeSize(String what, int size, int limit) {
        if (size >= limit) {
            remarks.add(what + " is full with " + size + " images: more are rejected");
        } else if (size > NEARLY_FULL * limit) {
            remarks.add(what + " holds " + size + " images, nearly its limit of " + limit);
        }
    }
}
