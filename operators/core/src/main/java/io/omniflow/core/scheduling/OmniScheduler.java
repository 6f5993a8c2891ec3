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
    private final SchedulerConfig config;
    private final SlotLedger slots = new SlotLedger();
    private final Map<TaskId, WaitingTask> byId = new HashMap<>();
    private final TreeSet<WaitingTask> queue;
    private final TreeSet<WaitingTask> deadlines =
            new TreeSet<>(
                    Comparator.comparingLong(WaitingTask::deadlineMs)
                            .thenComparingLong(WaitingTask::sequence));
    private final Map<Priority, Integer> sizes = new EnumMap<>(Priority.class);
    private long processed;

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
    public void checkRoomFor(int tasks) {
        if (queue.size() + (long) tasks > config.maxQueueSize()) {
            throw new QueueFullException(model, config.maxQueueSize());
        }
    }

    /** Takes a task into the queue. The caller has checked that there is room. */
    public void enqueue(WaitingTask task) {
        if (byId.putIfAbsent(task.id(), task) != null) {
            throw new IllegalStateException("task " + task.id() + " waits already");
        }
        queue.add(task);
        if (task.deadlineMs() > 0) {
            deadlines.add(task);
        }
        sizes.merge(task.priority(), 1, Integer::sum);
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

    /** Takes a worker's report. */
    public void report(SlotReport report) {
        slots.report(report);
    }

    /** Releases the next task if a worker has a slot for it. */
    public Optional<Release> next() {
        if (queue.isEmpty()) {
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
        processed++;
        return Optional.of(new Release(best, worker.get()));
    }

    /** Takes the tasks out of the queue whose deadline has passed, earliest deadline first. */
    public List<WaitingTask> expire(long nowMs) {
        List<WaitingTask> expired = new ArrayList<>();
        while (!deadlines.isEmpty() && deadlines.first().deadlineMs() <= nowMs) {
            WaitingTask task = deadlines.first();
            remove(task.id());
            expired.add(task);
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

    /** Returns how many tasks go before the last one that arrived in a class, as things stand. */
    public int aheadOfLast(Priority priority) {
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
        return new SchedulerStatus(sizes, processed, slots.free(), slots.reports());
    }
}
