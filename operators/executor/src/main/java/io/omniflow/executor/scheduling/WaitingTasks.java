package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.Attachment;
import io.omniflow.core.scheduling.Expiry;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.core.scheduling.Release;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WaitingTask;
import io.omniflow.executor.record.QueuedTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/**
 * The queue of a stage: tasks in keyed state, their order in an {@link OmniScheduler} on the heap.
 * The caller has set the current key.
 */
final class WaitingTasks {

    private final OmniScheduler scheduler;
    private final TaskStore tasks;
    private long nextSequence;

    WaitingTasks(OmniScheduler scheduler, MapState<TaskId, QueuedTask> tasks) {
        this.scheduler = scheduler;
        this.tasks = new TaskStore(tasks);
    }

    /** Puts the tasks in state back in order. */
    void restore() throws Exception {
        List<WaitingTask> waiting = new ArrayList<>();
        tasks.values().forEach(task -> waiting.add(task.waiting()));
        waiting.sort(Comparator.comparingLong(WaitingTask::sequence));
        waiting.forEach(task -> scheduler.enqueue(task, task.arrivedMs()));
        if (!waiting.isEmpty()) {
            nextSequence = waiting.get(waiting.size() - 1).sequence() + 1;
        }
    }

    /** Takes a task and says where it goes; one that is attached at once is not kept. */
    Placement add(GenerationTask task, long nowMs) throws Exception {
        QueuedTask queued = new QueuedTask(task, nextSequence++, nowMs);
        Placement placement = scheduler.enqueue(queued.waiting(), nowMs);
        if (!(placement instanceof Placement.Attached)) {
            tasks.put(queued);
        }
        return placement;
    }

    /** Takes the next task that a worker has a slot for out of the queue, with its followers. */
    Optional<Released> release(long nowMs) throws Exception {
        Optional<Release> next = scheduler.next(nowMs);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Release release = next.get();
        List<Chosen> followers = new ArrayList<>(release.followers().size());
        for (WaitingTask follower : release.followers()) {
            followers.add(take(follower));
        }
        return Optional.of(
                new Released(
                        take(release.task()),
                        release.leader(),
                        followers,
                        release.worker(),
                        release.terms()));
    }

    /** Takes a task out of the queue at the quality level that was chosen for it. */
    private Chosen take(WaitingTask chosen) throws Exception {
        QueuedTask queued = tasks.take(chosen.id());
        QueuedTask moved = queued.at(chosen.fingerprint());
        return new Chosen(moved, moved != queued);
    }

    /** Gives a report to the scheduler and takes the tasks out whose twin it tells of. */
    List<Attached> report(SlotReport report, long nowMs) throws Exception {
        List<Attached> attached = new ArrayList<>();
        for (Attachment attachment : scheduler.report(report, nowMs)) {
            QueuedTask queued = tasks.take(attachment.task().id());
            attached.add(new Attached(queued, attachment.leader(), attachment.worker()));
        }
        return attached;
    }

    /** Takes the tasks that will not run out of the queue. */
    List<Expired> expire(long nowMs) throws Exception {
        List<Expired> expired = new ArrayList<>();
        for (Expiry expiry : scheduler.expire(nowMs)) {
            expired.add(new Expired(tasks.take(expiry.task().id()), expiry.reason()));
        }
        return expired;
    }

    /** Takes a task out of the queue; empty if it does not wait. */
    Optional<QueuedTask> remove(TaskId id) throws Exception {
        return scheduler.remove(id).isPresent() ? Optional.of(tasks.take(id)) : Optional.empty();
    }

    /** Writes to state what is only on the heap; a snapshot of the state follows. */
    void flush() throws Exception {
        tasks.flush();
    }

    /**
     * A task, the one whose generation it shares or else itself, the equal ones that share it too,
     * and the worker.
     */
    record Released(
            Chosen chosen, TaskId leader, List<Chosen> followers, int worker, RunTerms terms) {}

    /** A task at the quality level that was chosen for it, and whether that is not its own. */
    record Chosen(QueuedTask queued, boolean moved) {}

    /** A task and the equal one on a worker whose generation it shares. */
    record Attached(QueuedTask queued, TaskId leader, int worker) {}

    /** A task that will not run, and why. */
    record Expired(QueuedTask queued, Expiry.Reason reason) {}
}
