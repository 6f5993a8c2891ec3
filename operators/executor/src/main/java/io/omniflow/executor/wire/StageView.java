package io.omniflow.executor.wire;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerStatus;
import java.util.Map;
import java.util.Objects;

/**
 * What a stage tells of itself.
 *
 * @param stage the stage as it was deployed
 * @param config how it schedules now
 * @param cache its cache as it is now
 * @param configVersion version of these configurations
 * @param status its scheduler
 * @param asleep whether a command has taken the model off its devices
 * @param ended tasks that ended before they reached a worker, by how they ended
 */
public record StageView(
        StageConfig stage,
        SchedulerConfig config,
        DitCacheConfig cache,
        long configVersion,
        SchedulerStatus status,
        boolean asleep,
        Map<TaskStatus, Long> ended) {

    /** Copies the map. */
    public StageView {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(status, "status");
        ended = Map.copyOf(ended);
    }

    /** Returns how many tasks ended in a way, at a worker or before it. */
    long ended(TaskStatus how) {
        return ended.getOrDefault(how, 0L) + status.totals().ended().getOrDefault(how, 0L);
    }
}
