package io.omniflow.job.config;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.MemoryConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.engine.BundleFacts;
import io.omniflow.engine.runtime.Hardware;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;

/**
 * Reads a deployment: a value on the command line goes before one in the deployment file, that
 * before one in Flink's own configuration, that before the default.
 */
public final class DeploymentReader {

    private final BundleInspector bundles;

    private final Map<String, String> environment;

    private final Supplier<ComputeType> fastest;

    /** Creates a reader that knows the bundles of the engine. */
    public DeploymentReader() {
        this(BundleFacts::inspect, System.getenv(), () -> Hardware.here().fastest());
    }

    /**
     * Creates a reader.
     *
     * @param bundles reads bundles
     * @param environment variables that paths may name
     * @param fastest the type that {@code engine.dtype: auto} means
     */
    DeploymentReader(
            BundleInspector bundles,
            Map<String, String> environment,
            Supplier<ComputeType> fastest) {
        this.bundles = Objects.requireNonNull(bundles, "bundles");
        this.fastest = Objects.requireNonNull(fastest, "fastest");
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads and validates a deployment.
     *
     * @param file the deployment file
     * @param overrides keys and values of the command line
     * @param flink Flink's own configuration
     * @throws io.omniflow.core.error.CoreModuleException with code INVALID_CONFIG, naming the key,
     *     the value and the expected form
     */
    public Deployment read(Path file, Map<String, String> overrides, Configuration flink) {
        Configuration options = Configuration.fromMap(DeploymentFile.read(file));
        overrides.forEach(options::setString);
        Configuration all = new Configuration(flink);
        all.addAll(options);
        StageReader stages = new StageReader(all, bundles, new BundlePaths(file, environment));
        KnownKeys.check(all.keySet(), stages.names());
        Settings.global().forEach(setting -> setting.read(all));
        OmniConfig omni = omni(all, stages);
        return new Deployment(
                omni, kafka(all, cacheRetentionMs(all, omni)), TracingSettings.read(all), options);
    }

    private OmniConfig omni(Configuration all, StageReader reader) {
        List<StageConfig> stages = reader.read();
        return new OmniConfig(
                stages,
                engine(all, reader.pinned()),
                new DeliveryConfig(
                        maxRecordBytes(all),
                        DeliverySettings.OFFLOAD_DIRECTORY.read(all),
                        DeliverySettings.REQUEST_TIMEOUT.read(all).toMillis()),
                EngineSettings.SNAPSHOT_INTERVAL.read(all).toMillis(),
                DeliverySettings.EVENTS.read(all),
                ReuseSettings.read(all),
                new PipelineReader(all, stages).read());
    }

    private EngineConfig engine(Configuration all, Set<String> pinned) {
        return new EngineConfig(
                EngineSettings.DETERMINISTIC.read(all),
                EngineSettings.dtype(all, fastest),
                EngineSettings.threads(all),
                EngineSettings.AUDIT_FRACTION.read(all),
                RecoverySettings.read(all),
                new MemoryConfig(
                        EngineSettings.MAX_MEMORY.read(all).getBytes(),
                        EngineSettings.MAX_GPU_UTILIZATION.read(all),
                        pinned));
    }

    /** An entry is of use until it is too old for every stage. */
    private static long cacheRetentionMs(Configuration all, OmniConfig omni) {
        LongStream ages = omni.stages().stream().mapToLong(stage -> stage.cache().ttlMs());
        return CacheSettings.TOPIC.read(all) ? ages.max().orElseThrow() : 0;
    }

    private static KafkaConfig kafka(Configuration all, long cacheRetentionMs) {
        return new KafkaConfig(
                KafkaSettings.BOOTSTRAP_SERVERS.read(all),
                KafkaSettings.GROUP_ID.read(all),
                KafkaSettings.topics(all),
                KafkaSettings.CREATE_TOPICS.read(all),
                KafkaSettings.PARTITIONS.read(all),
                DeliverySettings.GUARANTEE.read(all),
                maxRecordBytes(all),
                DeliverySettings.TRANSACTION_TIMEOUT.read(all).toMillis(),
                cacheRetentionMs,
                KafkaSettings.clientProperties(all));
    }

    private static int maxRecordBytes(Configuration all) {
        return Math.toIntExact(DeliverySettings.MAX_RECORD_BYTES.read(all).getBytes());
    }
}
