package io.omniflow.job.bench.dataflow;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.job.JobAssembly;
import io.omniflow.job.config.Deployment;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
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
final class BenchStack implements AutoCloseable {

    static final String MODEL = "free";

    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int MAX_QUEUE_SIZE = 2_000_000;
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
    static <T> T with(int taskManagers, Function<BenchStack, T> measurement) {
        Path directory = temporary();
        try (BenchStack stack = start(directory, taskManagers)) {
            return measurement.apply(stack);
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

    KafkaConfig kafka() {
        return kafka;
    }

    /** Submits the job around a {@link FreeModel}. */
    void submit(Shape shape) {
        long nanos = shape.step().toNanos();
        submit(stage(shape), shape.events(), (stage, engine) -> () -> new FreeModel(nanos));
    }

    /** Submits the job around the model of a stage. */
    void submit(StageConfig stage, boolean events, ModelFactories models) {
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
        JobAssembly.build(env, new Deployment(omni, kafka, new Configuration()), models);
        flink.submit(env.getStreamGraph());
    }

    @Override
    public void close() {
        flink.close();
        broker.close();
        data.close();
    }

    private static StageConfig stage(Shape shape) {
        ModelSpec model =
                new ModelSpec(
                        MODEL, "1", "none", 64, 64, 16, 64, 16, 1, 1_000, 1.0, 20.0, 1_000, 10);
        return new StageConfig(
                model,
                shape.workers(),
                1,
                shape.slots(),
                shape.prefetch(),
                SchedulerConfig.DEFAULT.withLimits(QueueLimits.of(MAX_QUEUE_SIZE)),
                cache(shape.cache()));
    }

    private static DitCacheConfig cache(boolean enabled) {
        DitCacheConfig byDefault = DitCacheConfig.DEFAULT;
        return new DitCacheConfig(
                enabled, byDefault.maxBytes(), byDefault.maxEntries(), byDefault.ttlMs());
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

    /**
     * What is measured.
     *
     * @param workers generation workers
     * @param slots generations that a worker runs at once
     * @param prefetch tasks a worker holds besides
     * @param step how long a step takes
     * @param events whether progress events are published
     * @param cache whether outputs are kept for reuse
     */
    record Shape(
            int workers, int slots, int prefetch, Duration step, boolean events, boolean cache) {}
}
