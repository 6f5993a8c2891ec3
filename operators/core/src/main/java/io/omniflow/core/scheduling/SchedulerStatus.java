package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.util.List;
import java.util.Map;

/**
 * A scheduler at one moment.
 *
 * @param queueSizes waiting tasks of each class
 * @param processed tasks released since the scheduler started
 * @param freeSlots free slots of all workers
 * @param workers latest report of each worker
 */
public record SchedulerStatus(
        Map<Priority, Integer> queueSizes,
        long processed,
        long freeSlots,
        List<SlotReport> workers) {

    /** Copies the collections. */
    public SchedulerStatus {
        queueSizes = Map.copyOf(queueSizes);
        workers = List.copyOf(workers);
    }

    /** Returns the number of waiting tasks. */
    public int queueSize() {
        return queueSizes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
