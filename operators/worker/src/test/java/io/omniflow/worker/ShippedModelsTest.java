package io.omniflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.MemoryConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.ResourceException;
import io.omniflow.core.recovery.RetryConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.StageParams;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.request.TextLimits;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.engine.BundleFacts;
import io.omniflow.registry.DeviceMemory;
import io.omniflow.registry.DeviceRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The two models that ship, on a device that has room for one of them. */
class ShippedModelsTest {

    private static final Path MODELS = Path.of("..", "..", "deploy", "models");

    /** Words takes 272 MB with its key-value cache, shapes 22 MB. */
    private static final long LIMIT = 280_000_000;

    @Test
    void eachMakesRoomForTheOtherAndGoesOnAsBefore() {
        RecordingListener written = new RecordingListener();
        RecordingListener painted = new RecordingListener();
        try (StepLoop words = start(words(), written);
                StepLoop shapes = start(shapes(), painted)) {
            String first = write(words, written, "first");
            submit(shapes, "picture", new GenerationParams("a red circle", "", 32, 32, 2, 1, 7));
            awaitEnded(painted, 1);
            String second = write(words, written, "second");

            assertThat(second).isNotEmpty().isEqualTo(first);
            assertThat(painted.failures()).isEmpty();
            assertThat(written.loads()).isGreaterThan(1);
            assertThat(written.readies()).isEqualTo(1);
            assertThat(taken()).isPositive().isLessThanOrEqualTo(LIMIT);
        }
        assertThat(taken()).isZero();
    }

    @Test
    void oneThatCanNeverFitIsRefusedWithBothSizes() {
        assertThatThrownBy(() -> BundleModels.load(shapes(), engine(1_000_000)))
                .isInstanceOfSatisfying(
                        ResourceException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
                .hasMessageContaining("22193344 bytes, but 1000000 are available")
                .hasMessageContaining("engine.max-memory");
    }

    private static String write(StepLoop words, RecordingListener said, String id) {
        TaskId task =
                submit(
                        words,
                        id,
                        new TextParams(
                                "circle red",
                                16,
                                TextSampling.GREEDY,
                                0,
                                List.of(),
                                List.of(),
                                false));
        await().atMost(Duration.ofSeconds(60)).until(() -> said.ended().contains(task));
        return new String(said.outputs().get(task).data(), StandardCharsets.UTF_8);
    }

    private static TaskId submit(StepLoop loop, String id, StageParams params) {
        GenerationTask task =
                new GenerationTask(
                        new TaskId(id, 0),
                        1,
                        "m",
                        "r",
                        params,
                        Priority.NORMAL,
                        "",
                        0,
                        0,
                        "fingerprint",
                        "request",
                        "key",
                        Map.of());
        loop.submit(Submission.fresh(task, RunTerms.DEFAULT));
        return task.id();
    }

    private static long taken() {
        return DeviceMemory.of(DeviceRegistry.available().get(0), LIMIT).taken();
    }

    private static StepLoop start(StageConfig stage, RecordingListener said) {
        StepLoop loop =
                new StepLoop(
                        stage.name(),
                        () -> BundleModels.load(stage, engine(LIMIT)),
                        new StepLoopConfig(1, 0, 60_000, 0),
                        said,
                        Clock.systemUTC());
        loop.start();
        return loop;
    }

    private static EngineConfig engine(long limit) {
        return new EngineConfig(
                true,
                ComputeType.FLOAT32,
                1,
                0,
                RetryConfig.DEFAULT,
                new MemoryConfig(limit, 1, Set.of()));
    }

    private static StageConfig words() {
        Path bundle = MODELS.resolve("words");
        return TestStages.of(
                new ModelSpec(
                        "words",
                        BundleFacts.inspect(bundle).contentHash(),
                        bundle.toString(),
                        200,
                        1,
                        new TextLimits(1024, 512, 32, TextSampling.GREEDY)),
                1,
                0);
    }

    private static StageConfig shapes() {
        Path bundle = MODELS.resolve("shapes");
        return TestStages.of(
                new ModelSpec(
                        "shapes",
                        BundleFacts.inspect(bundle).contentHash(),
                        bundle.toString(),
                        32,
                        32,
                        16,
                        64,
                        2,
                        20,
                        100,
                        2.5,
                        20,
                        1_000,
                        4),
                1,
                0);
    }

    private static void awaitEnded(RecordingListener said, int tasks) {
        await().atMost(Duration.ofSeconds(60)).until(() -> said.ended().size() == tasks);
    }
}
