package io.omniflow.job.graph;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.DeliveryConfig;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.ReuseConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.CacheDefaults;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.config.Guarantee;
import io.omniflow.job.config.KafkaConfig;
import io.omniflow.job.embedded.DataDirectory;
import io.omniflow.job.embedded.EmbeddedBroker;
import io.omniflow.job.embedded.EmbeddedFlink;
import io.omniflow.job.kafka.KafkaEdges;
import io.omniflow.job.kafka.StartChecks;
import io.omniflow.job.kafka.TestingKafka;
import io.omniflow.job.rest.JobManager;
import io.omniflow.job.rest.RunningJob;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The whole job on a real broker and a real cluster in this process, with a model of the test's
 * own.
 */
final class TestingJob implements AutoCloseable {

    static final String MODEL = "testing";
    static final String REQUESTS = "it.requests";
    static final String CONTROL = "it.control";
    static final String RESULTS = "it.results";
    static final String EVENTS = "it.events";
    static final String CACHE = "it.cache";
    static final String DEAD_LETTERS = "it.dead-letters";

    private static final String GROUP = "it";

    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final int SLOTS = 4;
    private static final int MAX_RECORD_BYTES = 2 << 20;

    private final DataDirectory data;
    private final EmbeddedBroker broker;
    private final EmbeddedFlink flink;
    private final KafkaConfig kafka;
    private final CacheStorage storage;
    private @Nullable JobID job;

    private TestingJob(Path directory, CacheStorage storage) {
        this.storage = storage;
        data = DataDirectory.open(directory);
        broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        flink = EmbeddedFlink.start(data, 0, SLOTS, new Configuration());
        kafka =
                kafka(
                        broker.bootstrapServers(),
                        GROUP,
                        new KafkaConfig.Topics(
                                REQUESTS, CONTROL, RESULTS, EVENTS, CACHE, DEAD_LETTERS));
        new StartChecks(kafka).run();
    }

    /** Starts broker and cluster, without the job. */
    static TestingJob start(Path directory) {
        return start(directory, CacheStorage.INLINE);
    }

    /** The same with large outputs of cache entries in a storage. */
    static TestingJob start(Path directory, CacheStorage storage) {
        return new TestingJob(directory, storage);
    }

    /** A stage of the given workers and slots without prefetch. */
    static StageConfig stage(int workers, int slots, DitCacheConfig cache) {
        ModelSpec model =
                new ModelSpec(
                        MODEL, "rev1", "none", 32, 32, 8, 64, 8, 10, 5_000, 2.5, 20.0, 1_000, 10);
        SchedulerConfig scheduler =
                SchedulerConfig.DEFAULT
                        .withType(SchedulerType.PRIORITY)
                        .withLimits(QueueLimits.of(10_000))
                        .withRememberedIds(10_000, 3_600_000);
        return new StageConfig(model, workers, 2, slots, 0, scheduler, cache);
    }

    TestingKafka kafka() {
        return new TestingKafka(broker.bootstrapServers());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    private String dashboard() {
        return flink.dashboard();
    }

    /** Submits the job; a savepoint to continue from may be null. */
    void submit(StageConfig stage, StepModelFactory models, @Nullable Path savepoint) {
        job = flink.submit(graph(stage, models, savepoint));
    }

    /** Submits another job that shares with this one the cache topic alone, and returns it. */
    JobID submitBeside(String name, StageConfig stage, StepModelFactory models) {
        KafkaConfig its =
                kafka(
                        bootstrapServers(),
                        name,
                        new KafkaConfig.Topics(
                                name + ".requests",
                                name + ".control",
                                name + ".results",
                                name + ".events",
                                CACHE,
                                name + ".dead-letters"));
        new StartChecks(its).run();
        return flink.submit(graph(its, stage, models, null));
    }

    /** Stops a job that {@link #submitBeside} has returned. */
    void stop(JobID beside) {
        flink.stop(beside);
    }

    /** Sends requests in order. */
    void send(GenerationRequest... requests) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (GenerationRequest request : requests) {
            records.add(new ProducerRecord<>(REQUESTS, request.getId(), request.toByteArray()));
        }
        kafka().sendAll(records);
    }

    /** Returns the results that a read_committed reader sees, in order. */
    List<GenerationResult> results() {
        List<GenerationResult> results = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka().readCommitted(RESULTS, 0)) {
            results.add(parse(() -> GenerationResult.parseFrom(record.value())));
        }
        return results;
    }

    /** Waits until there are so many results and returns them by request id; each is there once. */
    Map<String, GenerationResult> awaitResults(int count) {
        await().atMost(PATIENCE).until(() -> results().size() >= count);
        return results().stream()
                .collect(Collectors.toMap(GenerationResult::getRequestId, result -> result));
    }

    /** Returns the events so far. */
    List<GenerationEvent> events() {
        List<GenerationEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka().readAll(EVENTS, 0)) {
            events.add(parse(() -> GenerationEvent.parseFrom(record.value())));
        }
        return events;
    }

    /** Returns how many checkpoints have completed since the job was submitted. */
    long checkpoints() {
        return rest("checkpoints").get("counts").get("completed").asLong();
    }

    /** Returns how often the job was restored from a checkpoint since it was submitted. */
    long restores() {
        return rest("checkpoints").get("counts").get("restored").asLong();
    }

    /** Returns the sum of a metric over all subtasks, as of a moment ago. */
    double metric(OmniMetric metric) {
        RunningJob running = new RunningJob(String.valueOf(job), "", "");
        return JobManager.at(dashboard()).metrics().fresh(running, PATIENCE).stream()
                .filter(reading -> reading.metric() == metric)
                .mapToDouble(reading -> reading.values().get("value"))
                .sum();
    }

    /** Waits until a job without state would read on behind all that was sent so far. */
    void awaitCommitted() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            await().atMost(PATIENCE).until(() -> isCommitted(admin, REQUESTS));
            await().atMost(PATIENCE).until(() -> isCommitted(admin, CONTROL));
        }
    }

    private static boolean isCommitted(Admin admin, String topic) throws Exception {
        TopicPartition all = new TopicPartition(topic, 0);
        OffsetAndMetadata committed =
                admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(all);
        long end =
                admin.listOffsets(Map.of(all, OffsetSpec.latest())).all().get().get(all).offset();
        return end == (committed == null ? 0 : committed.offset());
    }

    private JsonNode rest(String what) {
        try {
            return new ObjectMapper().readTree(uri(what).toURL());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T parse(Callable<T> parser) {
        try {
            return parser.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Stops the job with a savepoint and returns it. */
    Path stop() {
        return flink.stop(job);
    }

    /** Stops the job with a savepoint that holds living entries only, and returns it. */
    Path stopCanonically(Path directory) {
        Map<String, ?> how =
                Map.of("targetDirectory", directory.toUri().toString(), "formatType", "CANONICAL");
        return Path.of(URI.create(stop(how).get("location").asText()));
    }

    /** Asks for a stop with a savepoint that must fail, and returns why it did. */
    String stopInto(String directory) {
        return stop(Map.of("targetDirectory", directory)).get("failure-cause").toString();
    }

    private JsonNode stop(Map<String, ?> how) {
        String trigger = post("stop", how).get("request-id").asText();
        await().atMost(PATIENCE).until(() -> isOver(rest("savepoints/" + trigger)));
        return rest("savepoints/" + trigger).get("operation");
    }

    private static boolean isOver(JsonNode operation) {
        return operation.at("/status/id").asText().equals("COMPLETED");
    }

    private JsonNode post(String what, Map<String, ?> body) {
        ObjectMapper json = new ObjectMapper();
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri(what))
                            .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                            .build();
            return json.readTree(
                    HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private URI uri(String what) {
        return URI.create(dashboard() + "/jobs/" + job + "/" + what);
    }

    StreamGraph graph(StageConfig stage, StepModelFactory models, @Nullable Path savepoint) {
        return graph(kafka, stage, models, savepoint);
    }

    private StreamGraph graph(
            KafkaConfig kafka,
            StageConfig stage,
            StepModelFactory models,
            @Nullable Path savepoint) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings(savepoint));
        OmniConfig config =
                new OmniConfig(
                        List.of(stage),
                        EngineConfig.DEFAULT,
                        new DeliveryConfig(MAX_RECORD_BYTES, offload(), 60_000),
                        0,
                        true,
                        new ReuseConfig(CacheDefaults.NONE, storage));
        KafkaEdges edges = new KafkaEdges(kafka);
        edges.write(OmniGraph.build(config, edges.read(env), (s, engine) -> models));
        return env.getStreamGraph();
    }

    private String offload() {
        return Path.of(System.getProperty("java.io.tmpdir"), "omniflow-it-offload")
                .toUri()
                .toString();
    }

    private static Configuration settings(@Nullable Path savepoint) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.MAX_PARALLELISM, 720);
        settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        if (savepoint != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        }
        return settings;
    }

    private static KafkaConfig kafka(
            String bootstrapServers, String group, KafkaConfig.Topics topics) {
        return new KafkaConfig(
                bootstrapServers,
                group,
                topics,
                true,
                1,
                Guarantee.EXACTLY_ONCE,
                MAX_RECORD_BYTES,
                Duration.ofHours(1).toMillis(),
                DitCacheConfig.DEFAULT.ttlMs(),
                Map.of());
    }

    @Override
    public void close() {
        flink.close();
        broker.close();
        data.close();
    }
}
