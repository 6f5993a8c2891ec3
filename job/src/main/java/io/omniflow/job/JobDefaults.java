package io.omniflow.job;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/** What the job wants of Flink where neither the deployment nor the cluster says otherwise. */
final class JobDefaults {

    private static final Configuration DEFAULTS = defaults();

    private JobDefaults() {}

    /**
     * Completes the options of a deployment.
     *
     * @param flink what the cluster has set, which goes before a default
     * @param options what the deployment has set, which goes before everything
     */
    static Configuration complete(Configuration flink, Configuration options) {
        Configuration complete = new Configuration(DEFAULTS);
        flink.keySet().forEach(complete::removeKey);
        complete.addAll(options);
        return complete;
    }

    private static Configuration defaults() {
        Configuration defaults = new Configuration();
        defaults.set(PipelineOptions.NAME, "omniflow");
        defaults.set(PipelineOptions.GENERIC_TYPES, false);
        // All records are immutable.
        defaults.set(PipelineOptions.OBJECT_REUSE, true);
        defaults.set(PipelineOptions.MAX_PARALLELISM, 720);
        defaults.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
        defaults.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        checkpoints(defaults);
        restarts(defaults);
        return defaults;
    }

    private static void checkpoints(Configuration defaults) {
        defaults.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        // A look-up of the cache that finds nothing need not touch the disk. The filters lie in the
        // block cache, which Flink bounds by its managed memory.
        defaults.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        defaults.set(RocksDBOptions.USE_MANAGED_MEMORY, true);
        defaults.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        defaults.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5));
        // When a failover overtakes a checkpoint, Flink 2.3 never hears of coordinator events that
        // the checkpoint held back, and the next checkpoint waits for them, and with it scheduling.
        defaults.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(1));
        defaults.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
        defaults.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    private static void restarts(Configuration defaults) {
        defaults.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        defaults.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofMillis(500));
        defaults.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(30));
    }
}
