package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.policy.PricedTask;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Waiting tasks by id, and their numbers by class and tenant. Not thread-safe. */
final class WaitingIndex {

    private final Map<TaskId, PricedTask> tasks = new HashMap<>();
    private final Map<Priority, TreeSet<WaitingTask>> byArrival = new EnumMap<>(Priority.class);
    private final Map<String, Integer> tenants = new HashMap<>();

    WaitingIndex() {
        for (Priority priority : Priority.values()) {
            byArrival.put(
                    priority,
                    new TreeSet<>(
                            Comparator.comparingLong(WaitingTask::arrivedMs)
                                    .thenComparingLong(WaitingTask::sequence)));
        }
    }

    /** Adds a task, or puts another price on it. */
    void put(PricedTask task) {
        if (tasks.put(task.task().id(), task) == null) {
            byArrival.get(task.task().priority()).add(task.task());
            tenants.merge(task.task().tenant(), 1, Integer::sum);
        }
    }

    void remove(WaitingTask task) {
        tasks.remove(task.id());
        byArrival.get(task.priority()).remove(task);
        tenants.computeIfPresent(task.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
    }

    /** Returns a task, or null. */
    PricedTask get(TaskId id) {
        return tasks.get(id);
    }

    Collection<PricedTask> all() {
        return tasks.values();
    }

    int size() {
        return tasks.size();
    }

    int size(Priority priority) {
        return byArrival.get(priority).size();
    }

    int size(String tenant) {
        return tenants.getOrDefault(tenant, 0);
    }

    /** Returns the longest waiting task of a class, or null. */
    WaitingTask oldest(Priority priority) {
        TreeSet<WaitingTask> queue = byArrival.get(priority);
        return queue.isEmpty() ? null : queue.first();
    }

    /** Returns the tenants with most waiting tasks. */
    Map<String, Integer> largestTenants(int limit) {
        return tenants.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
