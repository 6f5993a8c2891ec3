package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.request.TaskId;
import io.omniflow.executor.record.QueuedTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;

/**
 * Waiting tasks in keyed state, written behind: a task that comes and goes between two checkpoints
 * never touches the state. What is new stays on the heap up to a number of tasks and of characters;
 * beyond that the oldest are written, and {@link #flush} writes all of it. The caller has set the
 * current key.
 */
final class TaskStore {

    private static final int MAX_FRESH = 16_384;
    private static final long MAX_FRESH_CHARS = 16L << 20;
    private static final int SPILL = 256;

    private final MapState<TaskId, QueuedTask> state;
    private final int maxFresh;
    private final long maxFreshChars;
    private final LinkedHashMap<TaskId, QueuedTask> fresh = new LinkedHashMap<>();
    private long freshChars;

    TaskStore(MapState<TaskId, QueuedTask> state) {
        this(state, MAX_FRESH, MAX_FRESH_CHARS);
    }

    TaskStore(MapState<TaskId, QueuedTask> state, int maxFresh, long maxFreshChars) {
        this.state = state;
        this.maxFresh = maxFresh;
        this.maxFreshChars = maxFreshChars;
    }

    /** Returns all tasks, in no order. */
    List<QueuedTask> values() throws Exception {
        List<QueuedTask> values = new ArrayList<>(fresh.values());
        state.values().forEach(values::add);
        return values;
    }

    /** Adds a task. */
    void put(QueuedTask task) throws Exception {
        fresh.put(task.task().id(), task);
        freshChars += chars(task.task());
        while (fresh.size() > maxFresh || freshChars > maxFreshChars) {
            write(SPILL);
        }
    }

    /** Removes a task that is there and returns it. */
    QueuedTask take(TaskId id) throws Exception {
        QueuedTask task = fresh.remove(id);
        if (task != null) {
            freshChars -= chars(task.task());
            return task;
        }
        QueuedTask written = state.get(id);
        state.remove(id);
        return written;
    }

    /** Writes what is only on the heap; a snapshot of the state follows. */
    void flush() throws Exception {
        write(fresh.size());
    }

    /** Writes the oldest tasks, together. */
    private void write(int count) throws Exception {
        Map<TaskId, QueuedTask> batch = new HashMap<>();
        Iterator<Map.Entry<TaskId, QueuedTask>> oldest = fresh.entrySet().iterator();
        while (oldest.hasNext() && batch.size() < count) {
            Map.Entry<TaskId, QueuedTask> next = oldest.next();
            batch.put(next.getKey(), next.getValue());
            freshChars -= chars(next.getValue().task());
            oldest.remove();
        }
        if (!batch.isEmpty()) {
            state.putAll(batch);
        }
    }

    private static long chars(GenerationTask task) {
        long chars = task.params().prompt().length();
        if (task.params() instanceof GenerationParams picture) {
            chars += picture.negativePrompt().length();
        }
        InitImage init = task.params().init();
        if (init != null) {
            chars += init.data().length / Character.BYTES;
        }
        for (Map.Entry<String, String> header : task.headers().entrySet()) {
            chars += header.getKey().length() + header.getValue().length();
        }
        return chars;
    }
}
