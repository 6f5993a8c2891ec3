package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.executor.record.RememberedId;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/**
 * Remembers request ids, bounded in number and age, in keyed state alone: the heap holds none of
 * it. The caller has set the current key.
 */
final class IdMemory {

    /** What an arriving task is, by its id. */
    enum Verdict {
        /** Not seen before. */
        NEW,
        /** Seen with the same content: a redelivery. */
        DUPLICATE,
        /** Seen with other content. */
        REUSED
    }

    private final SchedulerConfig config;
    private final MapState<String, RememberedId> ids;
    private final MapState<Long, String> log;
    private final ValueState<Long> head;
    private final ValueState<Long> tail;

    IdMemory(SchedulerConfig config, KeyedStateStore store) {
        this.config = config;
        this.ids = store.getMapState(SchedulingState.IDS);
        this.log = store.getMapState(SchedulingState.ID_LOG);
        this.head = store.getState(SchedulingState.ID_LOG_HEAD);
        this.tail = store.getState(SchedulingState.ID_LOG_TAIL);
    }

    /** Judges a task by what is remembered of its request id. */
    Verdict judge(GenerationTask task) throws Exception {
        RememberedId known = ids.get(task.id().requestId());
        if (known == null) {
            return Verdict.NEW;
        }
        if (!known.requestFingerprint().equals(task.requestFingerprint())) {
            return Verdict.REUSED;
        }
        return known.has(task.id().index()) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    /** Tells whether any image of the task's request was taken. */
    boolean knows(GenerationTask task) throws Exception {
        return ids.contains(task.id().requestId());
    }

    /** Remembers a task that was taken, and forgets what is too old or too much. */
    void remember(GenerationTask task, long nowMs) throws Exception {
        String id = task.id().requestId();
        RememberedId known = ids.get(id);
        if (known == null) {
            long entry = valueOf(tail);
            tail.update(entry + 1);
            log.put(entry, id);
            known = new RememberedId(task.requestFingerprint(), 0, nowMs);
        }
        ids.put(id, known.with(task.id().index()));
        forgetOldest(nowMs);
    }

    private void forgetOldest(long nowMs) throws Exception {
        long first = valueOf(head);
        long end = valueOf(tail);
        long entry = first;
        while (entry < end && isSuperfluous(entry, end, nowMs)) {
            ids.remove(log.get(entry));
            log.remove(entry);
            entry++;
        }
        if (entry != first) {
            head.update(entry);
        }
    }

    private boolean isSuperfluous(long entry, long end, long nowMs) throws Exception {
        return end - entry > config.rememberedIds()
                || nowMs - ids.get(log.get(entry)).seenMs() >= config.rememberIdsMs();
    }

    private static long valueOf(ValueState<Long> state) throws Exception {
        Long value = state.value();
        return value == null ? 0 : value;
    }
}
