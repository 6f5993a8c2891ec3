package io.omniflow.worker;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.SchedulerConfig;

/** Makes stages of which only model, slots and the bound of a batch matter. */
final class TestStages {

    private TestStages() {}

    static StageConfig of(ModelSpec model, int slots, long maxBatchUnits) {
        return new StageConfig(
                model,
                1,
                1,
                slots,
                0,
                maxBatchUnits,
                SchedulerConfig.DEFAULT,
                DitCacheConfig.DEFAULT);
    }
}
