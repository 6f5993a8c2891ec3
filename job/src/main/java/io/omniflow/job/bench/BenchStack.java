package io.omniflow.job.bench;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.job.JobAssembly;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.config.TracingConfig;
import io.omniflow.job.embedded.DataDirectory;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.embedded.EmbeddedFlink;
import io.omniflow.job.graph.ModelFactories;
import io.omniflow.job.kafka.StartChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions.TaskManagerLoadBalanceMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A broker and a cluster in this process, and the whole job around a model of choice. */
public final class BenchStack implements AutoCloseable {

    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int SLOTS = 4;

    private final DataDirectory data;
    private final EmbeddedBroker broker;
    private final EmbeddedFlink flink;
    private final KafkaConfig kafka;

    private BenchStack(
            DataDirectory data, EmbeddedBroker broker, EmbeddedFlink flink, KafkaConfig kafka) {
        this.data = data;
        this.broker = broker;
        this.flink = flink;
        this.kafka = kafka;
    }

    /** Measures something on a stack of its own, in a directory that is deleted afterwards. */
    public static <T> T with(int taskManagers, Function<BenchStack, T> measurement) {
        return inDirectory(
                directory -> {
                    try (BenchStack stack = start(directory, taskManagers)) {
                        return measurement.apply(stack);
                    }
                });
    }

    /** Measures something in a directory of its own, which is deleted afterwards. */
    public static <T> T inDirectory(Function<Path, T> measurement) {
        Path directory = temporary();
        try {
            return measurement.apply(directory);
        } finally {
            delete(directory);
        }
    }

    private static BenchStack start(Path directory, int taskManagers) {
        DataDirectory data = DataDirectory.open(directory);
        EmbeddedBroker broker = EmbeddedBroker.start(data.kafka(), 0);
        KafkaConfig kafka = kafka(broker.bootstrapServers());
        new StartChecks(kafka).run();
        EmbeddedFlink flink = EmbeddedFlink.start(data, 0, taskManagers, SLOTS, cluster());
        return new BenchStack(data, broker, flink, kafka);
    }

    /** Returns where the job reads and writes. */
    public KafkaConfig kafka() {
        return kafka;
    }

    /** Returns the address of the JobManager. */
    public String jobManager() {
        return flink.dashboard();
    }

    /** Submits the job around the model of a stage. */
    public void submit(StageConfig stage, boolean events, ModelFactories models) {
        OmniConfig omni =
                new OmniConfig(
                        List.of(stage),
                        EngineConfig.DEFAULT,
                        new DeliveryConfig(MAX_RECORD_BYTES, "file:///unused", 60_000),
                        1_000,
                        events);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        env.setParallelism(1);
        JobAssembly.build(
                env, new Deployment(omni, kafka, TracingConfig.OFF, new Configuration()), models);
        flink.submit(env.getStreamGraph());
    }

    @Override
    public void close() {
        flink.close();
        broker.close();
        data.close();
    }

    private static KafkaConfig kafka(String bootstrapServers) {
        return new KafkaConfig(
                bootstrapServers,
                "bench",
                KafkaConfig.Topics.defaults(),
                true,
                1,
                Guarantee.AT_LEAST_ONCE,
                MAX_RECORD_BYTES,
                Duration.ofHours(1).toMillis(),
                DitCacheConfig.DEFAULT.ttlMs(),
                Map.of());
    }

    /** Subtasks spread over the TaskManagers, so that some edges cross the network. */
    private static Configuration cluster() {
        Configuration options = new Configuration();
        options.set(
                TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE,
                TaskManagerLoadBalanceMode.SLOTS);
        return options;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("omniflow-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
