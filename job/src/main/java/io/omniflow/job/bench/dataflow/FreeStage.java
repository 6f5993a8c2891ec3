package io.omniflow.job.bench.dataflow;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.job.bench.BenchStack;
import java.time.Duration;

/**
 * The stage of a {@link FreeModel}.
 *
 * @param workers generation workers
 * @param slots generations that a worker runs at once
 * @param prefetch tasks a worker holds besides
 * @param step how long a step takes
 * @param events whether progress events are published
 * @param cache whether outputs are kept for reuse
 */
record FreeStage(
        int workers, int slots, int prefetch, Duration step, boolean events, boolean cache) {

    static final String MODEL = "free";

    private static final int MAX_QUEUE_SIZE = 2_000_000;

    /** Submits the job around the model. */
    void submitTo(BenchStack stack) {
        long nanos = step.toNanos();
        stack.submit(stage(), events, (stage, engine) -> () -> new FreeModel(nanos));
    }

    private StageConfig stage() {
        ModelSpec model =
                new ModelSpec(
                        MODEL, "1", "none", 64, 64, 16, 64, 16, 1, 1_000, 1.0, 20.0, 1_000, 10);
        return new StageConfig(
                model,
                workers,
                1,
                slots,
                prefetch,
                SchedulerConfig.DEFAULT.withLimits(QueueLimits.of(MAX_QUEUE_SIZE)),
                kept());
    }

    private DitCacheConfig kept() {
        DitCacheConfig byDefault = DitCacheConfig.DEFAULT;
        return new DitCacheConfig(
                cache, byDefault.maxBytes(), byDefault.maxEntries(), byDefault.ttlMs());
    }
}
