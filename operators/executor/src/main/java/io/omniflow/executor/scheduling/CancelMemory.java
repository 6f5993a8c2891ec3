package io.omniflow.executor.scheduling;

import io.omniflow.core.request.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;

/**
 * Remembers cancellations for a minute, at most {@value #MAX_REQUESTS} requests, the newest. It is
 * read for every arriving task, so the heap holds all of it and keyed state is only written. The
 * caller has set the current key.
 */
final class CancelMemory {

    static final int MAX_REQUESTS = 10_000;
    static final long HOLD_MS = 60_000;

    private final MapState<String, Long> state;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    CancelMemory(MapState<String, Long> state) {
        this.state = state;
    }

    /** Reads the state. */
    void restore() throws Exception {
        List<Map.Entry<String, Long>> restored = new ArrayList<>();
        state.entries().forEach(entry -> restored.add(Map.entry(entry.getKey(), entry.getValue())));
        restored.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        restored.forEach(entry -> entries.put(entry.getKey(), new Entry(entry.getValue())));
    }

    /** Remembers the cancellation of a request, for a minute from now. */
    void remember(String requestId, long nowMs) throws Exception {
        entries.remove(requestId);
        entries.put(requestId, new Entry(nowMs + HOLD_MS));
        state.put(requestId, nowMs + HOLD_MS);
        forgetOld(nowMs);
    }

    /** Tells whether nothing is remembered. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Tells whether a task's request was cancelled. */
    boolean holds(TaskId id, long nowMs) {
        Entry entry = entries.get(id.requestId());
        return entry != null && entry.untilMs > nowMs;
    }

    /** Notes that a worker was told, and tells whether it had not been told before. */
    boolean tell(TaskId id, int worker) {
        Entry entry = entries.get(id.requestId());
        return entry != null && entry.told.add(new Told(id.index(), worker));
    }

    /** Forgets what is too old or too much. */
    void forgetOld(long nowMs) throws Exception {
        Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Entry> entry = oldest.next();
            if (entry.getValue().untilMs > nowMs && entries.size() <= MAX_REQUESTS) {
                return;
            }
            oldest.remove();
            state.remove(entry.getKey());
        }
    }

    /** An image and the worker that was told; the image may move to another one. */
    private record Told(int index, int worker) {}

    /** One request; whom it was told is not in state, because telling twice is harmless. */
    private static final class Entry {

        private final long untilMs;
        private final Set<Told> told = new HashSet<>();

        Entry(long untilMs) {
            this.untilMs = untilMs;
        }
    }
}
