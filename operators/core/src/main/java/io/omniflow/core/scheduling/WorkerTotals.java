package io.omniflow.core.scheduling;

import io.omniflow.core.result.TaskStatus;
import java.io.Serializable;
import java.util.Map;

/**
 * What a worker has done since its attempt began; followers and cache hits included.
 *
 * @param ended tasks by how they ended; a way that never happened may be absent
 * @param cacheHits how many of them the cache answered before they reached the worker
 * @param preemptions how often a generation was paused
 */
public record WorkerTotals(Map<TaskStatus, Long> ended, long cacheHits, long preemptions)
        implements Serializable {

    /** Nothing done. */
    public static final WorkerTotals NONE = new WorkerTotals(Map.of(), 0, 0);

    /** Copies the map. */
    public WorkerTotals {
        ended = Map.copyOf(ended);
    }
}
