package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Waiting tasks by what they share a generation by. All of them stand in the order of the policy,
 * and the first whose turn it is leads the others, so sharing never makes a task wait longer and a
 * cancelled one leaves nobody behind. One that shares with none has no twins.
 *
 * <p>Not thread-safe.
 */
final class Twins {

    private final Map<String, LinkedHashMap<TaskId, WaitingTask>> groups = new HashMap<>();

    /** Adds a task. */
    void add(WaitingTask task) {
        if (!task.sharing().isEmpty()) {
            groups.computeIfAbsent(task.sharing(), key -> new LinkedHashMap<>())
                    .put(task.id(), task);
        }
    }

    /** Takes a task out; harmless if it is not in. */
    void remove(WaitingTask task) {
        groups.computeIfPresent(
                task.sharing(),
                (key, group) -> {
                    group.remove(task.id());
                    return group.isEmpty() ? null : group;
                });
    }

    /**
     * Returns the tasks that wait and may share with this one, without it, in the order of their
     * arrival.
     */
    List<WaitingTask> of(WaitingTask task) {
        List<WaitingTask> twins = of(task.sharing());
        twins.removeIf(twin -> twin.id().equals(task.id()));
        return twins;
    }

    /** Returns the tasks of a sharing key that wait, in the order of their arrival. */
    List<WaitingTask> of(String sharing) {
        LinkedHashMap<TaskId, WaitingTask> group = groups.get(sharing);
        return group == null ? new ArrayList<>() : new ArrayList<>(group.values());
    }

    /** Returns the task of a sharing key that has waited longest, or null. */
    WaitingTask first(String sharing) {
        LinkedHashMap<TaskId, WaitingTask> group = groups.get(sharing);
        return group == null ? null : group.values().iterator().next();
    }
}
