package io.omniflow.worker;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.TaskId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The newest host snapshot of each generation of a loop. Safe for use by many threads. */
final class HostSnapshots {

    private final Map<TaskId, Snapshot> newest = new ConcurrentHashMap<>();

    @Nullable Snapshot find(TaskId id) {
        return newest.get(id);
    }

    int stepOf(TaskId id) {
        Snapshot snapshot = newest.get(id);
        return snapshot == null ? 0 : snapshot.step();
    }

    void publish(TaskId id, Snapshot snapshot) {
        newest.put(id, snapshot);
    }

    void forget(TaskId id) {
        newest.remove(id);
    }

    /** Forgets a snapshot unless there is another one for the task by now. */
    void forget(TaskId id, Snapshot snapshot) {
        newest.computeIfPresent(id, (key, now) -> now == snapshot ? null : now);
    }
}
