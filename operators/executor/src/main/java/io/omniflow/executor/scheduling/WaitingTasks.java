package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.Expiry;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.core.scheduling.Release;
import io.omniflow.core.scheduling.RunTerms;
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

    /** Takes a task and says where it is. */
    Placement add(GenerationTask task, long nowMs) throws Exception {
        QueuedTask queued = new QueuedTask(task, nextSequence++, nowMs);
        Placement placement = scheduler.enqueue(queued.waiting(), nowMs);
        if (!(placement instanceof Placement.Attached)) {
            tasks.put(queued);
        }
        return placement;
    }

    /** Takes the next task that a worker has a slot for out of the queue. */
    Optional<Released> release(long nowMs) throws Exception {
        Optional<Release> release = scheduler.next(nowMs);
        if (release.isEmpty()) {
            return Optional.empty();
        }
        QueuedTask queued = take(release.get().task().id());
        List<QueuedTask> followers = new ArrayList<>();
        for (WaitingTask follower : release.get().followers()) {
            followers.add(take(follower.id()));
        }
        return Optional.of(
                new Released(queued, followers, release.get().worker(), release.get().terms()));
    }

    /** Takes the tasks whose deadline has passed out of the queue. */
    List<QueuedTask> expire(long nowMs) throws Exception {
        List<QueuedTask> expired = new ArrayList<>();
        for (Expiry expiry : scheduler.expire(nowMs)) {
            expired.add(take(expiry.task().id()));
        }
        return expired;
    }

    /** Takes a task out of state that the scheduler no longer holds. */
    QueuedTask take(TaskId id) throws Exception {
        return tasks.take(id);
    }

    /** Writes to state what is only on the heap; a snapshot of the state follows. */
    void flush() throws Exception {
        tasks.flush();
    }

    /** A task, those that share its generation, and the worker whose slot it took. */
    record Released(QueuedTask queued, List<QueuedTask> followers, int worker, RunTerms terms) {}
}
