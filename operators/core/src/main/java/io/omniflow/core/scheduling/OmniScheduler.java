package io.omniflow.core.scheduling;

import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Decides what runs next on which worker of one stage: an index over waiting tasks in the order of
 * the policy, and the slots of the workers. A task is released only when a worker has a slot for
 * it; a HIGH task may take a worker's overcommit, where it waits for the very next slot to become
 * free.
 *
 * <p>Not thread-safe; the caller keeps the tasks themselves.
 */
public final class OmniScheduler {

    private final String model;
    private SchedulerConfig config;
    private final SlotLedger slots = new SlotLedger();
    private final Map<TaskId, WaitingTask> byId = new HashMap<>();
    private TreeSet<WaitingTask> queue;
    private final TreeSet<WaitingTask> deadlines =
            new TreeSet<>(
                    Comparator.comparingLong(WaitingTask::deadlineMs)
                            .thenComparingLong(WaitingTask::sequence));
    private final Map<Priority, Integer> sizes = new EnumMap<>(Priority.class);
    private boolean paused;

    /** Creates an empty scheduler for the stage of a model. */
    public OmniScheduler(String model, SchedulerConfig config) {
        this.model = Objects.requireNonNull(model, "model");
        this.config = Objects.requireNonNull(config, "config");
        this.queue = new TreeSet<>(SchedulingPolicy.of(config.type()).order());
        for (Priority priority : Priority.values()) {
            sizes.put(priority, 0);
        }
    }

    /**
     * Checks that a number of tasks can be taken at once.
     *
     * @throws QueueFullException if the limit would be exceeded
     */
    public void checkRoomFor(int tasks, Priority priority, String tenant) {
        if (queue.size() + (long) tasks > config.limits().total()) {
            throw new QueueFullException(model, config.limits().total());
        }
    }

    /** Takes a task, for which the caller has checked that there is room, and says where it is. */
    public Placement enqueue(WaitingTask task, long nowMs) {
        if (byId.putIfAbsent(task.id(), task) != null) {
            throw new IllegalStateException("task " + task.id() + " waits already");
        }
        queue.add(task);
        if (task.deadlineMs() > 0) {
            deadlines.add(task);
        }
        sizes.merge(task.priority(), 1, Integer::sum);
        return new Placement.Queued(aheadOfLast(task.priority()), 0, 0);
    }

    /** Takes a task out of the queue without running it; empty if it does not wait. */
    public Optional<WaitingTask> remove(TaskId id) {
        WaitingTask task = byId.remove(id);
        if (task == null) {
            return Optional.empty();
        }
        queue.remove(task);
        deadlines.remove(task);
        sizes.merge(task.priority(), -1, Integer::sum);
        return Optional.of(task);
    }

    /**
     * Takes a worker's report and returns the waiting tasks for which it tells of an equal one on
     * the worker; they no longer wait.
     */
    public List<Attachment> report(SlotReport report, long nowMs) {
        slots.report(report);
        return List.of();
    }

    /** Returns where a task is that was released and has not been seen to end. */
    public Optional<Location> locate(TaskId id) {
        return Optional.empty();
    }

    /** Takes another configuration; what waits is ordered anew. */
    public void configure(SchedulerConfig other) {
        config = other;
        TreeSet<WaitingTask> reordered = new TreeSet<>(SchedulingPolicy.of(other.type()).order());
        reordered.addAll(queue);
        queue = reordered;
    }

    /** Releases nothing until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** Releases again. */
    public void resume() {
        paused = false;
    }

    /** Returns what must be remembered over a restart. */
    public SchedulerMemory memory() {
        return SchedulerMemory.EMPTY;
    }

    /** Takes what was remembered, before anything else. */
    public void restore(SchedulerMemory memory) {
        paused = memory.paused();
    }

    /** Releases the next task if a worker has a slot for it. */
    public Optional<Release> next(long nowMs) {
        if (queue.isEmpty() || paused) {
            return Optional.empty();
        }
        WaitingTask best = queue.first();
        boolean urgent =
                config.type() == SchedulerType.PRIORITY && best.priority() == Priority.HIGH;
        Optional<Integer> worker = slots.mostFree(urgent);
        if (worker.isEmpty()) {
            return Optional.empty();
        }
        remove(best.id());
        slots.release(worker.get());
        RunTerms terms = new RunTerms(urgent, config.maxPauses(), config.workerTimeoutMs());
        return Optional.of(new Release(best, List.of(), worker.get(), terms));
    }

    /** Takes the tasks out of the queue whose deadline has passed, earliest deadline first. */
    public List<Expiry> expire(long nowMs) {
        List<Expiry> expired = new ArrayList<>();
        while (!deadlines.isEmpty() && deadlines.first().deadlineMs() <= nowMs) {
            WaitingTask task = deadlines.first();
            remove(task.id());
            expired.add(new Expiry(task, Expiry.Reason.DEADLINE_PASSED));
        }
        return expired;
    }

    /** Returns how many tasks wait. */
    public int queueSize() {
        return queue.size();
    }

    /** Returns how many tasks of a class wait. */
    public int queueSize(Priority priority) {
        return sizes.get(priority);
    }

    private int aheadOfLast(Priority priority) {
        int waiting =
                config.type() == SchedulerType.FIFO
                        ? queue.size()
                        : sizes.entrySet().stream()
                                .filter(size -> !priority.isMoreUrgentThan(size.getKey()))
                                .mapToInt(Map.Entry::getValue)
                                .sum();
        return waiting - 1;
    }

    /** Returns how many slots are free on all workers. */
    public long freeSlots() {
        return slots.free();
    }

    /** Returns the scheduler's state at this moment. */
    public SchedulerStatus status() {
        Map<Priority, SchedulerStatus.Queue> queues = new EnumMap<>(Priority.class);
        sizes.forEach((key, size) -> queues.put(key, new SchedulerStatus.Queue(size, 0)));
        return new SchedulerStatus(
                queues, Map.of(), WorkerTotals.NONE, paused, slots.free(), slots.reports());
    }
}
