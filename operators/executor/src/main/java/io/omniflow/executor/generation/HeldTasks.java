package io.omniflow.executor.generation;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.record.InFlight;
import io.omniflow.worker.StepTimes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tasks that a worker owns, and its count of those that ended. Restored tasks and ended ones
 * make up the absolute numbers of a {@link SlotReport}. Belongs to the mailbox thread.
 */
final class HeldTasks {

    private static final int REPORTED_TASKS = 64;

    private final Map<TaskId, Held> tasks = new LinkedHashMap<>();
    private final int restored;
    private long ended;

    HeldTasks(Iterable<InFlight> restored) {
        for (InFlight task : restored) {
            arrived(task.recovered());
        }
        this.restored = tasks.size();
    }

    int size() {
        return tasks.size();
    }

    Collection<Held> all() {
        return tasks.values();
    }

    Optional<Held> find(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    void arrived(InFlight task) {
        tasks.put(task.task().id(), new Held(task));
    }

    Held ended(TaskId id, StepTimes times) {
        Held task = tasks.remove(id);
        task.ended(times);
        ended++;
        return task;
    }

    /** A task that was meant for this worker was answered on the way. */
    void slotReturned() {
        ended++;
    }

    /** Returns all tasks as a checkpoint keeps them, with their newest snapshots. */
    List<InFlight> inFlight(Function<TaskId, Optional<Snapshot>> snapshots) {
        return tasks.values().stream()
                .map(
                        task -> {
                            Snapshot newest = snapshots.apply(task.task().id()).orElse(null);
                            return task.inFlight().at(newest, task.startedMs());
                        })
                .toList();
    }

    SlotReport report(
            int worker, int attempt, long sequence, int slots, int capacity, int overcommit) {
        List<RunningTask> running =
                tasks.values().stream().limit(REPORTED_TASKS).map(Held::running).toList();
        return new SlotReport(
                worker,
                attempt,
                sequence,
                "",
                new SlotCounts(slots, capacity, overcommit, restored, ended, 0, 0, 0),
                running,
                List.of(),
                WorkerTotals.NONE);
    }
}
