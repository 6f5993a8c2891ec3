package io.omniflow.executor.record;

import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SchedulerMemory;
import java.util.Map;
import java.util.Objects;

/**
 * What scheduling remembers over a restart besides its tasks, as it lies in its state.
 *
 * @param scheduler shares, costs and totals
 * @param ended tasks that ended here, by how they ended
 */
public record SchedulingMemory(SchedulerMemory scheduler, Map<TaskStatus, Long> ended) {

    /** Checks the scheduler's part and copies the counts. */
    public SchedulingMemory {
        Objects.requireNonNull(scheduler, "scheduler");
        ended = Map.copyOf(ended);
    }
}
