package io.omniflow.executor.generation;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Output;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.TextTotals;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.EnumMap;
import java.util.Map;

/**
 * The absolute numbers of a worker's attempt: its slots and what it has done. A slot belongs to a
 * generation, so it counts as completed once, however many tasks shared it.
 */
final class Tally {

    private TextTotals texts = TextTotals.NONE;

    private final Map<TaskStatus, Long> ended = new EnumMap<>(TaskStatus.class);
    private int heldAtOpen;
    private long completed;
    private long cacheHits;
    private long preemptions;

    /** A generation was there when the attempt began. */
    void restored(Held generation) {
        heldAtOpen += generation.slotted() ? 1 : 0;
    }

    /** A generation ended and gives its slot back, if it has one. */
    void freed(Held generation) {
        completed += generation.slotted() ? 1 : 0;
    }

    /** A task with a slot was answered from the cache before it got here. */
    void slotReturned() {
        completed++;
        cacheHits++;
        ended(TaskStatus.COMPLETED);
    }

    /** A task ended. */
    void ended(TaskStatus status) {
        ended.merge(status, 1L, Long::sum);
    }

    /** A generation made room for an urgent one. */
    void preempted() {
        preemptions++;
    }

    /**
     * Returns the slots of a worker.
     *
     * @param open whether it takes tasks
     * @param extra generations it holds without a slot
     */
    SlotCounts counts(StageConfig config, boolean open, int extra) {
        return new SlotCounts(
                config.slots(),
                open ? config.capacity() : 0,
                open ? StageConfig.PAUSED_PER_SLOT * config.slots() : 0,
                heldAtOpen,
                completed,
                extra);
    }

    WorkerTotals totals() {
        return new WorkerTotals(ended, cacheHits, preemptions);
    }

    /** Counts a text that was completed; a picture counts for nothing here. */
    void written(Output output) {
        if (output.text() != null) {
            texts = texts.plus(output.text().completionTokens());
        }
    }

    /** Returns how long the texts were that were completed. */
    TextTotals texts() {
        return texts;
    }
}
