package io.omniflow.core.config;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.io.Serializable;
import java.util.Objects;

/**
 * One stage: scheduling, dit-cache and generation for one model. Its name is the model's.
 *
 * @param model the model
 * @param parallelism number of generation workers
 * @param cacheParallelism number of dit-cache subtasks
 * @param slots generations that one worker runs at once
 * @param prefetch tasks a worker holds besides, to hide the round trip to scheduling
 * @param maxBatchUnits compute units of one step, at most ({@link
 *     io.omniflow.core.scheduling.Shape#units}); 0 for no bound
 * @param scheduler how the stage schedules
 * @param cache bounds of the stage's DiT cache
 */
public record StageConfig(
        ModelSpec model,
        int parallelism,
        int cacheParallelism,
        int slots,
        int prefetch,
        long maxBatchUnits,
        SchedulerConfig scheduler,
        DitCacheConfig cache)
        implements Serializable {

    /** How many generations a worker may hold paused for each of its slots. */
    public static final int PAUSED_PER_SLOT = 8;

    /** Checks the numbers. */
    public StageConfig {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(cache, "cache");
        if (parallelism <= 0
                || cacheParallelism <= 0
                || slots <= 0
                || prefetch < 0
                || maxBatchUnits < 0) {
            throw new IllegalArgumentException(
                    "stage '"
                            + model.name()
                            + "' needs at least one worker, one cache subtask and one slot, and no"
                            + " negative prefetch or bound");
        }
    }

    /** Describes a stage whose batches have no bound but its slots. */
    public StageConfig(
            ModelSpec model,
            int parallelism,
            int cacheParallelism,
            int slots,
            int prefetch,
            SchedulerConfig scheduler,
            DitCacheConfig cache) {
        this(model, parallelism, cacheParallelism, slots, prefetch, 0, scheduler, cache);
    }

    /** Returns the stage's name. */
    public String name() {
        return model.name();
    }

    /** Returns how many tasks a worker takes: what runs plus what is prefetched. */
    public int capacity() {
        return slots + prefetch;
    }
}
