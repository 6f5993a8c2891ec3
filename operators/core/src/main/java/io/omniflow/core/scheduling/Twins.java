package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Waiting tasks by fingerprint: equal ones share a generation. All of them stand in the order of
 * the policy, and the first whose turn it is leads the others, so sharing never makes a task wait
 * longer and a cancelled one leaves nobody behind. An empty fingerprint has no equals.
 *
 * <p>Not thread-safe.
 */
final class Twins {

    private final Map<String, LinkedHashMap<TaskId, WaitingTask>> groups = new HashMap<>();

    /** Adds a task. */
    void add(WaitingTask task) {
        if (!task.fingerprint().isEmpty()) {
            groups.computeIfAbsent(task.fingerprint(), key -> new LinkedHashMap<>())
                    .put(task.id(), task);
        }
    }

    /** Takes a task out; harmless if it is not in. */
    void remove(WaitingTask task) {
        groups.computeIfPresent(
                task.fingerprint(),
                (key, group) -> {
                    group.remove(task.id());
                    return group.isEmpty() ? null : group;
                });
    }

    /** Returns the tasks equal to this one that wait, without it, in the order of their arrival. */
    List<WaitingTask> of(WaitingTask task) {
        List<WaitingTask> twins = of(task.fingerprint());
        twins.removeIf(twin -> twin.id().equals(task.id()));
        return twins;
    }

    /** Returns the tasks of a fingerprint that wait, in the order of their arrival. */
    List<WaitingTask> of(String fingerprint) {
        LinkedHashMap<TaskId, WaitingTask> group = groups.get(fingerprint);
        return group == null ? new ArrayList<>() : new ArrayList<>(group.values());
    }

    /** Returns the task of a fingerprint that has waited longest, or null. */
    WaitingTask first(String fingerprint) {
        LinkedHashMap<TaskId, WaitingTask> group = groups.get(fingerprint);
        return group == null ? null : group.values().iterator().next();
    }
}
