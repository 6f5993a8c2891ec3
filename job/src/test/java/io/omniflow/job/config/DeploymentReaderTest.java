package io.omniflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.MemoryConfig;
import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.TextBundle;
import io.omniflow.engine.llm.TextDefaults;
import io.omniflow.engine.llm.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentReaderTest {

    private static final TextBundle WORDS =
            new TextBundle(
                    "words-hash", 64, 100, new TextDefaults(Set.of(1), SamplingParams.GREEDY, 0));

    private static final ModelBundle FACTS =
            new ModelBundle(
                    "abc",
                    32,
                    32,
                    16,
                    64,
                    2,
                    20,
                    4.0,
                    List.of("FlowMatchEulerDiscreteScheduler"),
                    QualityLevels.EXACT_ONLY);

    private static final String MINIMAL =
            """
            stages:
              shapes:
                bundle: models/shapes
            """;

    @TempDir private Path directory;

    @BeforeEach
    void createsABundle() throws IOException {
        Files.createDirectories(directory.resolve("models/shapes"));
        Files.createDirectories(directory.resolve("models/words"));
    }

    @Test
    void theCacheTopicKeepsEntriesAsLongAsTheLongestLivedStageDoes() throws IOException {
        Deployment kept =
                read(MINIMAL + "cache.ttl: 1 h\nstages.shapes.cache.ttl: 3 h\n", Map.of());
        Deployment off = read(MINIMAL, Map.of("cache.topic", "false"));

        assertThat(kept.kafka().cacheRetentionMs()).isEqualTo(3 * 3_600_000L);
        assertThat(off.kafka().cacheEnabled()).isFalse();
        assertThat(off.omni().stages().get(0).cache().enabled()).isFalse();
    }

    @Test
    void aMinimalFileTakesTheDefaults() {
        Deployment deployment = read(MINIMAL, Map.of());

        StageConfig stage = deployment.omni().stages().get(0);
        assertThat(stage.name()).isEqualTo("shapes");
        assertThat(stage.model().revision()).isEqualTo("abc");
        assertThat(stage.model().bundle()).isEqualTo(directory.resolve("models/shapes").toString());
        assertThat(stage.scheduler().type()).isEqualTo(SchedulerType.COMPOSED);
        assertThat(stage.cache().enabled()).isTrue();
        assertThat(deployment.omni().delivery().maxRecordBytes()).isEqualTo(960 << 10);
        assertThat(deployment.kafka().topics().requests()).isEqualTo("omniflow.requests.v1");
        assertThat(deployment.kafka().topics().deadLetters()).isEqualTo("dlq.omniflow.requests.v1");
        assertThat(deployment.kafka().guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(deployment.kafka().transactionTimeoutMs()).isGreaterThan(86_400_000L);
    }

    @Test
    void largeCachedOutputsAreFilesWhereSomebodyHasChosenADirectory() {
        Map<String, String> offload = Map.of("delivery.offload-directory", "s3://results");

        assertThat(storage(Map.of())).isEqualTo(CacheStorage.INLINE);
        assertThat(storage(offload)).isEqualTo(new CacheStorage("s3://results/cache", 256 << 10));
        assertThat(
                        storage(
                                Map.of(
                                        "cache.storage-directory",
                                        "s3://cached",
                                        "cache.inline-bytes",
                                        "64 kb")))
                .isEqualTo(new CacheStorage("s3://cached", 64 << 10));
        assertThat(
                        storage(
                                        Map.of(
                                                "cache.storage-directory",
                                                "none",
                                                "delivery.offload-directory",
                                                "s3://results"))
                                .hasDirectory())
                .isFalse();
    }

    private CacheStorage storage(Map<String, String> options) {
        return read(MINIMAL, options).omni().reuse().storage();
    }

    @Test
    void topicsOfTheDefaultSizeFitABrokerWithDefaults() {
        int brokerDefault = 1_048_588;

        assertThat(read(MINIMAL, Map.of()).kafka().maxMessageBytes())
                .isLessThanOrEqualTo(brokerDefault);
    }

    @Test
    void theCommandLineGoesBeforeTheFileAndTheFileBeforeFlink() {
        String file = MINIMAL + "kafka:\n  group-id: from-file\nengine:\n  deterministic: true\n";
        Configuration flink = new Configuration();
        flink.setString("kafka.group-id", "from-flink");
        flink.setString("kafka.partitions", "3");

        Deployment deployment =
                reader(Map.of()).read(write(file), Map.of("engine.deterministic", "false"), flink);

        assertThat(deployment.kafka().groupId()).isEqualTo("from-file");
        assertThat(deployment.kafka().partitions()).isEqualTo(3);
        assertThat(deployment.omni().engine().deterministic()).isFalse();
    }

    @Test
    void theMemoryOfADeviceIsBoundedByTheEngineAndModelsArePinnedByTheirStages() {
        EngineConfig unbounded = read(MINIMAL, Map.of()).omni().engine();
        EngineConfig bounded =
                read(
                                MINIMAL,
                                Map.of(
                                        "engine.max-memory", "2 gb",
                                        "engine.max-gpu-utilization", "0.5",
                                        "stages.shapes.pinned", "true"))
                        .omni()
                        .engine();

        assertThat(unbounded.memory()).isEqualTo(MemoryConfig.DEFAULT);
        assertThat(bounded.memory()).isEqualTo(new MemoryConfig(2L << 30, 0.5, Set.of("shapes")));
        assertThatThrownBy(() -> read(MINIMAL, Map.of("engine.max-gpu-utilization", "1.5")))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining("engine.max-gpu-utilization")
                .hasMessageContaining("1.5");
    }

    @Test
    void aPipelineIsAChainOfStages() {
        String file = MINIMAL + "  words:\n    bundle: models/words\n";
        String chain = "pipelines: {write-and-paint: [words, shapes]}\n";

        assertThat(read(file, Map.of()).omni().pipelines()).isEmpty();
        assertThat(read(file + chain, Map.of()).omni().pipelines())
                .containsExactly(new PipelineConfig("write-and-paint", List.of("words", "shapes")));
        assertThat(read(file, Map.of("pipelines.p", "words; shapes")).omni().pipelines())
                .containsExactly(new PipelineConfig("p", List.of("words", "shapes")));
    }

    @ParameterizedTest
    @CsvSource({
        "pipelines.p, shapes, at least two stages",
        "pipelines.p, shapes;paint, names the stage 'paint'",
        "pipelines.p, shapes;shapes, shapes -> shapes",
        "pipelines.shapes, shapes;shapes, a stage is called 'shapes'",
        "pipelines.p.q, shapes;shapes, a pipeline name consists of"
    })
    void aPipelineThatIsNoneIsRefused(String key, String value, String message) {
        assertThatThrownBy(() -> read(MINIMAL, Map.of(key, value)))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allStagesOfAPipelineButTheLastWriteTexts() {
        String file = MINIMAL + "  words:\n    bundle: models/words\n";

        assertThatThrownBy(() -> read(file, Map.of("pipelines.p", "shapes;words")))
                .isInstanceOf(CoreModuleException.class)
                .hasMessageContaining("but 'shapes' makes pictures");
    }

    @Test
    void aLanguageModelHasTheLimitsOfItsFiles() {
        String file = MINIMAL + "  words:\n    bundle: models/words\n";
        ModelSpec words =
                read(file, Map.of()).omni().stages().stream()
                        .map(StageConfig::model)
                        .filter(model -> model.name().equals("words"))
                        .findFirst()
                        .orElseThrow();

        assertThat(words.revision()).isEqualTo("words-hash");
        assertThat(words.limits()).isEqualTo(new TextLimits(64, 100, 256, TextSampling.GREEDY));
    }

    @Test
    void aStageOverridesWhatIsSetForAllStages() {
        String file =
                """
                scheduler:
                  type: fifo
                  max-queue-size: 7
                cache.max-entries: 5
                stages:
                  shapes:
                    bundle: models/shapes
                    parallelism: 2
                    slots: 3
                    prefetch: 0
                    scheduler.type: priority
                    cache.max-bytes: 1 mb
                """;

        StageConfig stage = read(file, Map.of()).omni().stages().get(0);

        assertThat(stage.parallelism()).isEqualTo(2);
        assertThat(stage.capacity()).isEqualTo(3);
        assertThat(stage.scheduler().type()).isEqualTo(SchedulerType.PRIORITY);
        assertThat(stage.scheduler().limits().total()).isEqualTo(7);
        assertThat(stage.cache().maxEntries()).isEqualTo(5);
        assertThat(stage.cache().maxBytes()).isEqualTo(1 << 20);
    }

    @Test
    void aPictureToStartFromFitsInARecord() {
        String small = "stages.shapes.max-image-bytes";

        assertThat(read(MINIMAL, Map.of()).omni().stages().get(0).model().image().maxImageBytes())
                .isEqualTo(960 << 10);
        assertThat(
                        read(MINIMAL, Map.of(small, "10 kb"))
                                .omni()
                                .stages()
                                .get(0)
                                .model()
                                .image()
                                .maxImageBytes())
                .isEqualTo(10 << 10);
    }

    @Test
    void aRelativeBundleIsFoundInTheHomeDirectoryToo() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createDirectories(home.resolve("other"));
        String file = "stages:\n  shapes:\n    bundle: other\n";

        Deployment deployment =
                reader(Map.of("OMNIFLOW_HOME", home.toString()))
                        .read(write(file), Map.of(), new Configuration());

        assertThat(deployment.omni().stages().get(0).model().bundle())
                .isEqualTo(home.resolve("other").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "engine.dtype, float32, FLOAT32, 0",
        "engine.dtype, bfloat16, BFLOAT16, 0",
        "engine.dtype, auto, BFLOAT16, 0",
        "engine.threads, auto, FLOAT32, 0",
        "engine.threads, 3, FLOAT32, 3"
    })
    void autoIsResolvedByTheReader(String key, String value, ComputeType type, int threads) {
        EngineConfig engine = read(MINIMAL, Map.of(key, value)).omni().engine();

        assertThat(engine).isEqualTo(new EngineConfig(false, type, threads, 0));
    }

    @Test
    void keysOfFlinkAndOfKafkaClientsPassThrough() {
        String file =
                MINIMAL
                        + "execution.checkpointing.interval: 10 s\n"
                        + "kafka.properties.security.protocol: SSL\n";

        Deployment deployment = read(file, Map.of());

        assertThat(deployment.options().toMap())
                .containsEntry("execution.checkpointing.interval", "10 s");
        assertThat(deployment.kafka().properties())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "127.0.0.1:9092");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.partitions | 0 | a whole number of at least 1",
                "kafka.partitions | many | a whole number of at least 1",
                "kafka.topics.results | a topic! | a topic name",
                "kafka.bootstrap-servers | ' ' | a text that is not empty",
                "kafka.create-topics | perhaps | true or false",
                "delivery.guarantee | twice | one of at-least-once, exactly-once",
                "delivery.request-timeout | soon | a duration above zero such as '30 s'",
                "delivery.transaction-timeout | 0 s | a duration above zero such as '30 s'",
                "delivery.max-record-bytes | 1 kb | a size such as '64 mb'",
                "delivery.max-record-bytes | large | a size such as '64 mb'",
                "engine.dtype | float16 | auto, float32 or bfloat16",
                "engine.threads | 0 | auto or a whole number of at least 1",
                "engine.audit-fraction | 1.5 | a number from 0 to 1",
                "checkpoint.snapshot-interval | 0 | a duration above zero",
                "cache.max-bytes | 0 | a size such as",
                "cache.ttl | 0 | a duration above zero",
                "cache.similarity | 1.5 | a number from 0 to 1",
                "cache.scope | world | one of tenant, shared",
                "scheduler.type | lottery | one of fifo, priority",
                "scheduler.max-queue-size | -1 | a whole number from 1, or none",
                "scheduler.aging | soon | a duration such as",
                "scheduler.tenant-weights.acme | 0 | a number above 0",
                "stages.shapes.parallelism | 0 | a whole number of at least 1",
                "stages.shapes.prefetch | -1 | a whole number of at least 0",
                "stages.shapes.max-guidance-scale | NaN | a number above 0",
                "stages.shapes.cache.max-entries | none | a whole number of at least 1",
                "stages.shapes.bundle | nowhere | the path of a model bundle directory",
            })
    void aBadValueIsRefusedWithItsKeyAndTheExpectedForm(String key, String value, String form) {
        assertThatThrownBy(() -> read(MINIMAL, Map.of(key, value)))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining(key)
                .hasMessageContaining(form)
                .hasMessageContaining("'" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.bootstrap-server, kafka.bootstrap-servers",
        "delivery.garantee, delivery.guarantee",
        "stages.shapes.paralellism, stages.shapes.parallelism",
        "cache.tll, cache.ttl",
    })
    void anUnknownKeyUnderOurPrefixesIsRefusedByName(String key, String meant) {
        assertThatThrownBy(() -> read(MINIMAL, Map.of(key, "1")))
                .isInstanceOf(CoreModuleException.class)
                .hasMessage("there is no key '" + key + "'; did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engine: {} | at least one stage",
                "stages: {} | at least one stage",
                "[1, 2] | a map of keys",
                "stages: [ | not valid YAML at line",
                "stages: {'a b': {bundle: x}} | a stage name consists of",
                "stages: {shapes: {slots: 1}} | stages.shapes.bundle is missing",
                "kafka: {group-id: } | 'kafka.group-id'",
            })
    void aFileThatIsNoDeploymentIsRefused(String file, String reason) {
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOfSatisfying(
                        CoreModuleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining(reason);
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> read(MINIMAL + "cache.ttl: 1 h\ncache:\n  ttl: 2 h\n", Map.of()))
                .hasMessageContaining("'cache.ttl'")
                .hasMessageContaining("twice");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(
                        () ->
                                reader(Map.of())
                                        .read(
                                                directory.resolve("none.yaml"),
                                                Map.of(),
                                                new Configuration()))
                .hasMessageContaining("none.yaml cannot be read");
    }

    @Test
    void theHelpNamesEveryKey() {
        assertThat(OptionsHelp.text())
                .contains("--kafka.bootstrap-servers (127.0.0.1:9092)")
                .contains("--delivery.transaction-timeout (2 d)")
                .contains("--delivery.max-record-bytes (960 kb)")
                .contains("--stages.NAME.bundle (required)")
                .contains("--stages.NAME.cache.ttl");
    }

    private Deployment read(String yaml, Map<String, String> overrides) {
        return reader(Map.of()).read(write(yaml), overrides, new Configuration());
    }

    private static DeploymentReader reader(Map<String, String> environment) {
        return new DeploymentReader(
                bundle -> bundle.endsWith("words") ? WORDS : FACTS,
                environment,
                () -> ComputeType.BFLOAT16);
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(directory.resolve("omniflow.yaml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
