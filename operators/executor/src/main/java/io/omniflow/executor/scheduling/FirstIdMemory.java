package io.omniflow.executor.scheduling;

import io.omniflow.executor.record.IdBlock;
import io.omniflow.executor.record.RememberedId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/**
 * Request ids as the first release kept them: each in an entry of its own, with a log of their
 * order. It is only read, to move them into the blocks of {@link IdMemory}. The caller has set the
 * current key.
 */
final class FirstIdMemory {

    private final MapState<String, RememberedId> ids;
    private final MapState<Long, String> log;
    private final ValueState<Long> head;
    private final ValueState<Long> tail;

    FirstIdMemory(KeyedStateStore store) {
        this.ids = store.getMapState(SchedulingState.IDS);
        this.log = store.getMapState(SchedulingState.ID_LOG);
        this.head = store.getState(SchedulingState.ID_LOG_HEAD);
        this.tail = store.getState(SchedulingState.ID_LOG_TAIL);
    }

    /** Removes the ids from the state and returns them in the order of their first sight. */
    List<IdBlock.Entry> takeAll() throws Exception {
        Long end = tail.value();
        if (end == null) {
            return List.of();
        }
        List<IdBlock.Entry> entries = new ArrayList<>();
        for (long entry = head.value() == null ? 0 : head.value(); entry < end; entry++) {
            String id = log.get(entry);
            entries.add(new IdBlock.Entry(id, ids.get(id)));
        }
        ids.clear();
        log.clear();
        head.clear();
        tail.clear();
        return entries;
    }
}
