package io.omniflow.executor.scheduling;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.executor.record.IdBlock;
import io.omniflow.executor.record.RememberedId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * Remembers request ids, bounded in number and age. Ids are numbered in the order of their first
 * sight and lie in keyed state in blocks; the newest block is on the heap and written when it is
 * full or a snapshot is near ({@link #flush}). An {@link IdIndex} on the heap finds the block of an
 * id, so that a new id, which is the rule, reads nothing. The caller has set the current key.
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

    /** Ids in a block. */
    static final int BLOCK = 256;

    private final long mostIds;
    private final long longestMs;
    private final FirstIdMemory first;
    private final MapState<Long, IdBlock> state;
    private final IdIndex index = new IdIndex();
    private final Deque<Written> written = new ArrayDeque<>();
    private final List<IdBlock.Entry> newest = new ArrayList<>(BLOCK);
    private long newestBlock;
    private boolean dirty;
    private long loadedBlock = -1;
    private IdBlock loaded = new IdBlock(List.of());

    IdMemory(SchedulerConfig config, KeyedStateStore store) {
        this.mostIds = config.rememberedIds();
        this.longestMs = config.rememberIdsMs();
        this.first = new FirstIdMemory(store);
        this.state = store.getMapState(SchedulingState.ID_BLOCKS);
    }

    /** Finds out what the state holds, in the format of the first release too. */
    void restore() throws Exception {
        List<Long> blocks = new ArrayList<>();
        state.keys().forEach(blocks::add);
        blocks.sort(null);
        for (long block : blocks) {
            restore(block, state.get(block).entries());
        }
        for (IdBlock.Entry entry : first.takeAll()) {
            append(entry);
        }
    }

    /** Only the last block may have room. */
    private void restore(long block, List<IdBlock.Entry> entries) {
        newestBlock = block;
        for (IdBlock.Entry entry : entries) {
            index.put(entry.requestId(), nextNumber());
            newest.add(entry);
        }
        if (newest.size() == BLOCK) {
            beginBlock();
        }
    }

    /** Judges a task by what is remembered of its request id. */
    Verdict judge(GenerationTask task, long nowMs) throws Exception {
        RememberedId known = find(task.id().requestId(), nowMs);
        if (known == null) {
            return Verdict.NEW;
        }
        if (!known.requestFingerprint().equals(task.requestFingerprint())) {
            return Verdict.REUSED;
        }
        return known.has(task.id().index()) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    /** Tells whether any image of the task's request was taken. */
    boolean knows(GenerationTask task, long nowMs) throws Exception {
        return find(task.id().requestId(), nowMs) != null;
    }

    /** Remembers a task that was taken, and forgets what is too old or too much. */
    void remember(GenerationTask task, long nowMs) throws Exception {
        String id = task.id().requestId();
        RememberedId known = find(id, nowMs);
        if (known == null) {
            RememberedId seen = new RememberedId(task.requestFingerprint(), 0, nowMs);
            append(new IdBlock.Entry(id, seen.with(task.id().index())));
        } else {
            replace(index.find(id), new IdBlock.Entry(id, known.with(task.id().index())));
        }
        forgetOld(nowMs);
    }

    /** Removes the blocks from the state of which no id is remembered any more. */
    void forgetOld(long nowMs) throws Exception {
        while (!written.isEmpty() && isSuperfluous(written.peek(), nowMs)) {
            long block = written.remove().block;
            List<IdBlock.Entry> entries = state.get(block).entries();
            for (int i = 0; i < entries.size(); i++) {
                index.remove(entries.get(i).requestId(), block * BLOCK + i);
            }
            state.remove(block);
        }
    }

    /** Writes what is only on the heap; a snapshot of the state follows. */
    void flush() throws Exception {
        if (dirty) {
            state.put(newestBlock, new IdBlock(newest));
            dirty = false;
        }
    }

    private boolean isSuperfluous(Written block, long nowMs) {
        return (block.block + 1) * BLOCK <= nextNumber() - mostIds
                || nowMs - block.newestMs >= longestMs;
    }

    private @Nullable RememberedId find(String id, long nowMs) throws Exception {
        long number = index.find(id);
        if (number == IdIndex.NONE || number < nextNumber() - mostIds) {
            return null;
        }
        IdBlock.Entry entry = block(number / BLOCK).get((int) (number % BLOCK));
        boolean remembered =
                entry.requestId().equals(id) && nowMs - entry.remembered().seenMs() < longestMs;
        return remembered ? entry.remembered() : null;
    }

    private List<IdBlock.Entry> block(long block) throws Exception {
        if (block == newestBlock) {
            return newest;
        }
        if (block != loadedBlock) {
            loaded = state.get(block);
            loadedBlock = block;
        }
        return loaded.entries();
    }

    private void append(IdBlock.Entry entry) throws Exception {
        index.put(entry.requestId(), nextNumber());
        newest.add(entry);
        dirty = true;
        if (newest.size() == BLOCK) {
            flush();
            beginBlock();
        }
    }

    private void replace(long number, IdBlock.Entry entry) throws Exception {
        long block = number / BLOCK;
        int position = (int) (number % BLOCK);
        if (block == newestBlock) {
            newest.set(position, entry);
            dirty = true;
        } else {
            List<IdBlock.Entry> entries = new ArrayList<>(block(block));
            entries.set(position, entry);
            loaded = new IdBlock(entries);
            state.put(block, loaded);
        }
    }

    private void beginBlock() {
        loaded = new IdBlock(newest);
        loadedBlock = newestBlock;
        long newestMs =
                newest.stream().mapToLong(entry -> entry.remembered().seenMs()).max().orElse(0);
        written.add(new Written(newestBlock, newestMs));
        newestBlock++;
        newest.clear();
    }

    private long nextNumber() {
        return newestBlock * BLOCK + newest.size();
    }

    /** A full block in state, and when the last of its ids was first seen. */
    private record Written(long block, long newestMs) {}
}
