package io.omniflow.core.scheduling;

import io.omniflow.core.cache.CacheEpochs;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.Dispatched.Leader;
import io.omniflow.core.scheduling.Dispatched.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who shares whose generation: a task that arrives or is released joins one on a worker, waiting
 * tasks follow the one that is released, or join what a worker tells of. It decides; the queue and
 * the list of what was released are changed by the scheduler. Not thread-safe.
 */
final class Joining {

    private final Twins twins;
    private final Dispatched dispatched;
    private final Prices prices;
    private final String model;
    private final CacheEpochs epochs;

    /** Creates it for the stage of a model, of which nothing is shared that was invalidated. */
    Joining(Twins twins, Dispatched dispatched, Prices prices, String model, CacheEpochs epochs) {
        this.twins = twins;
        this.dispatched = dispatched;
        this.prices = prices;
        this.model = model;
        this.epochs = epochs;
    }

    /** Returns the generation on a worker that an arriving task joins. */
    Optional<Leader> onArrival(WaitingTask task, long nowMs) {
        return leader(task).filter(leader -> prices.mayJoin(task, leader.restMs(), nowMs));
    }

    /** Returns the generation on a worker that a task joins whose level was chosen. */
    Optional<Leader> onRelease(WaitingTask task) {
        return leader(task);
    }

    /**
     * Returns the tasks that share a generation at the level that was chosen: of those that may
     * share with the task at its own level or at the chosen one, whoever would run at the chosen
     * one now.
     */
    List<WaitingTask> followers(WaitingTask waits, WaitingTask task, long nowMs) {
        List<WaitingTask> equal = twins.of(waits);
        if (!task.sharing().equals(waits.sharing())) {
            equal.addAll(twins.of(task.sharing()));
        }
        return equal.stream()
                .map(twin -> prices.choose(twin, nowMs))
                .filter(twin -> twin.sharing().equals(task.sharing()))
                .toList();
    }

    /** Returns the waiting tasks that join what a worker tells of. */
    List<Attachment> onReport(SlotReport report, long nowMs) {
        Map<TaskId, Attachment> attachments = new LinkedHashMap<>();
        for (RunningTask running : report.running()) {
            double restMs = prices.restDeviceMs(running);
            Work work = Work.of(running);
            for (WaitingTask twin : twins.of(running.sharing())) {
                if (isOpen(work, twin) && prices.mayJoin(twin, restMs, nowMs)) {
                    attachments.putIfAbsent(
                            twin.id(), new Attachment(twin, running.id(), report.worker()));
                }
            }
        }
        return List.copyOf(attachments.values());
    }

    private Optional<Leader> leader(WaitingTask task) {
        return dispatched.leaderOf(task.sharing()).filter(leader -> isOpen(leader.work(), task));
    }

    /** Tells whether nothing of it was invalidated since it began, for either of them. */
    private boolean isOpen(Work work, WaitingTask task) {
        return work.sinceMs() >= epochs.notBefore(model, work.tenant(), work.fingerprint())
                && work.sinceMs() >= epochs.notBefore(model, task.tenant(), task.fingerprint());
    }
}
