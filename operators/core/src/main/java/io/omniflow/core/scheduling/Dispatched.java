package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Tasks that were released and have not been seen to end, by id, sharing key and worker: from
 * releases and from the workers' reports. A task goes when a report of its worker listed it and a
 * later one does not, or when the worker's counts leave no room for so many that were never listed.
 * What it says may be out of date, which costs a detour and nothing else.
 *
 * <p>Bounded to {@value #MAX_TASKS} tasks, oldest forgotten first. Not checkpointed: after a
 * restore the workers announce what they hold. Not thread-safe.
 */
final class Dispatched {

    private static final int MAX_TASKS = 100_000;

    private final LinkedHashMap<TaskId, Entry> tasks = new LinkedHashMap<>();
    private final Map<String, Entry> leaders = new HashMap<>();
    private final Map<Integer, Worker> workers = new TreeMap<>();
    private int followers;

    /** Notes a task that follows another one. */
    void add(WaitingTask task, TaskId leader, int worker) {
        put(entry(task, leader, worker, 0, RunTerms.NOT_URGENT, 0));
    }

    /** Notes the release of a task that leads. */
    void release(WaitingTask task, int worker, double deviceMs, int level, long nowMs) {
        put(entry(task, task.id(), worker, deviceMs, level, nowMs));
    }

    private static Entry entry(
            WaitingTask task, TaskId leader, int worker, double restMs, int level, long sinceMs) {
        Work work = new Work(task.fingerprint(), task.sharing(), task.tenant(), sinceMs);
        Location location = new Location(worker, task.cacheKey());
        return new Entry(task.id(), leader, work, location, restMs, level);
    }

    /** Returns how many urgent tasks a worker has that one of the level would not pause. */
    int urgent(int worker, int level) {
        Worker entries = workers.get(worker);
        int count = 0;
        if (entries != null) {
            for (Entry entry : entries.tasks.values()) {
                count += entry.level != RunTerms.NOT_URGENT && entry.level <= level ? 1 : 0;
            }
        }
        return count;
    }

    /** Returns where a task is. */
    Optional<Location> locate(TaskId id) {
        return Optional.ofNullable(tasks.get(id)).map(entry -> entry.location);
    }

    /** Returns the task whose generation others of a sharing key may share. */
    Optional<Leader> leaderOf(String sharing) {
        return Optional.ofNullable(leaders.get(sharing))
                .map(
                        entry ->
                                new Leader(
                                        entry.id,
                                        entry.location.worker(),
                                        entry.restMs,
                                        entry.work));
    }

    /** Returns how many tasks follow one on a worker. */
    int followers() {
        return followers;
    }

    /** Returns the predicted device time of what a worker has yet to do, in milliseconds. */
    double restMs(int worker) {
        Worker entries = workers.get(worker);
        return entries == null ? 0 : entries.restMs;
    }

    /** Returns the predicted device time of what all workers have yet to do, in milliseconds. */
    double restMs() {
        return workers.values().stream().mapToDouble(worker -> worker.restMs).sum();
    }

    /** Forgets what a worker had, because an attempt of it has ended. */
    void forget(int worker) {
        Worker entries = workers.get(worker);
        if (entries != null) {
            new ArrayList<>(entries.tasks.values()).forEach(this::remove);
        }
    }

    /**
     * Takes what a worker holds.
     *
     * @param held the number of tasks with a slot that it must have, on its way or there
     * @param deviceMs device time that a task is expected to cost yet, in milliseconds
     */
    void report(SlotReport report, long held, ToDoubleFunction<RunningTask> deviceMs) {
        Set<TaskId> listed = new HashSet<>();
        for (RunningTask running : report.running()) {
            double restMs = deviceMs.applyAsDouble(running);
            see(report.worker(), running, running.id(), restMs, listed);
            running.followers().forEach(id -> see(report.worker(), running, id, 0, listed));
        }
        Worker worker = workers.get(report.worker());
        if (worker != null) {
            long neverListed = held + report.counts().extra() - report.running().size();
            forgetEnded(worker, listed, neverListed);
            worker.sum();
        }
    }

    private void see(
            int worker, RunningTask running, TaskId id, double restMs, Set<TaskId> listed) {
        Location location = new Location(worker, running.cacheKey());
        int level = id.equals(running.id()) ? running.level() : RunTerms.NOT_URGENT;
        Entry entry = new Entry(id, running.id(), Work.of(running), location, restMs, level);
        entry.listed = true;
        put(entry);
        listed.add(id);
    }

    private void forgetEnded(Worker worker, Set<TaskId> listed, long mayBeUnlisted) {
        List<Entry> ended = new ArrayList<>();
        List<Entry> unlisted = new ArrayList<>();
        for (Entry entry : worker.tasks.values()) {
            if (entry.listed && !listed.contains(entry.id)) {
                ended.add(entry);
            } else if (!entry.listed && entry.leads()) {
                unlisted.add(entry);
            }
        }
        long surplus = unlisted.size() - Math.max(0, mayBeUnlisted);
        unlisted.stream().limit(Math.max(0, surplus)).forEach(ended::add);
        ended.forEach(this::remove);
        new ArrayList<>(worker.tasks.values())
                .stream()
                        .filter(entry -> !entry.listed && !tasks.containsKey(entry.leader))
                        .forEach(this::remove);
    }

    private void put(Entry entry) {
        Entry old = tasks.get(entry.id);
        if (old != null) {
            remove(old);
        }
        tasks.put(entry.id, entry);
        workers.computeIfAbsent(entry.location.worker(), index -> new Worker()).add(entry);
        if (!entry.leads()) {
            followers++;
        } else if (!entry.work.sharing.isEmpty()) {
            leaders.put(entry.work.sharing, entry);
        }
        if (tasks.size() > MAX_TASKS) {
            Iterator<Entry> eldest = tasks.values().iterator();
            remove(eldest.next());
        }
    }

    private void remove(Entry entry) {
        if (tasks.remove(entry.id, entry)) {
            workers.get(entry.location.worker()).remove(entry);
            leaders.remove(entry.work.sharing, entry);
            followers -= entry.leads() ? 0 : 1;
        }
    }

    /** A task on a worker that others may follow, and the device time that is before it in ms. */
    record Leader(TaskId id, int worker, double restMs, Work work) {}

    /**
     * What is generated, and since when at the earliest, in epoch milliseconds; 0 if that does not
     * matter.
     */
    record Work(String fingerprint, String sharing, String tenant, long sinceMs) {

        static Work of(RunningTask task) {
            return new Work(task.fingerprint(), task.sharing(), task.tenant(), task.sinceMs());
        }
    }

    private static final class Entry {

        private final TaskId id;
        private final TaskId leader;
        private final Work work;
        private final Location location;
        private final double restMs;
        private final int level;
        private boolean listed;

        Entry(TaskId id, TaskId leader, Work work, Location location, double restMs, int level) {
            this.id = id;
            this.leader = leader;
            this.work = work;
            this.location = location;
            this.restMs = restMs;
            this.level = level;
        }

        boolean leads() {
            return id.equals(leader);
        }
    }

    /** What one worker has, oldest first. */
    private static final class Worker {

        private final LinkedHashMap<TaskId, Entry> tasks = new LinkedHashMap<>();
        private double restMs;

        void add(Entry entry) {
            tasks.put(entry.id, entry);
            restMs += entry.restMs;
        }

        void remove(Entry entry) {
            tasks.remove(entry.id);
            restMs -= entry.restMs;
        }

        /** Adds up anew, so that rounding does not accumulate. */
        void sum() {
            restMs = tasks.values().stream().mapToDouble(entry -> entry.restMs).sum();
        }
    }
}
