package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.util.List;
import java.util.Map;

/**
 * A scheduler at one moment.
 *
 * @param queues waiting tasks of each class
 * @param tenants waiting tasks of the tenants that have most, by name
 * @param totals what workers have done since the job was first started
 * @param paused whether releases are paused by a command
 * @param freeSlots free slots of all workers
 * @param workers latest report of each worker
 */
public record SchedulerStatus(
        Map<Priority, Queue> queues,
        Map<String, Integer> tenants,
        WorkerTotals totals,
        boolean paused,
        long freeSlots,
        List<SlotReport> workers) {

    /**
     * The queue of one class.
     *
     * @param size number of waiting tasks
     * @param oldestArrivedMs epoch milliseconds at which the oldest arrived; 0 if none waits
     */
    public record Queue(int size, long oldestArrivedMs) {}

    /** Copies the collections. */
    public SchedulerStatus {
        queues = Map.copyOf(queues);
        tenants = Map.copyOf(tenants);
        workers = List.copyOf(workers);
    }

    /** Returns the number of waiting tasks. */
    public int queueSize() {
        return queues.values().stream().mapToInt(Queue::size).sum();
    }
}
