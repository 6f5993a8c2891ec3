package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.worker.testing.TestingModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash, a stop and a restore leave of the work in flight: everything, once. */
class RecoveryITCase {

    private static final int STEPS = 200;
    private static final long STEP_MS = 500;

    /** Every other request has it. */
    private static final StepCacheSpec CACHE = StepCacheSpec.of(StepCacheKind.EASY, 0.1);

    @TempDir Path directory;

    @Test
    void generationsResumeFromTheirStepAfterACrashAndYieldTheSameOutputOnce() throws Exception {
        try (TestingJob job = TestingJob.start(directory)) {
            job.submit(stage(), models(), null);
            job.send(requests(8, 1));
            awaitCheckpointPastStep(job, 5);
            Files.createFile(crash());
            await().atMost(TestingJob.PATIENCE).until(() -> job.restores() > 0);
            Files.createFile(hurry());

            Map<String, GenerationResult> results = job.awaitResults(8);
            assertThat(results.values()).allSatisfy(RecoveryITCase::assertRight);
            assertThat(results.values())
                    .anySatisfy(
                            result -> {
                                assertThat(result.getOutputs(0).getResumedFromStep()).isPositive();
                                assertThat(result.getOutputs(0).getAttempt()).isPositive();
                            });
            losesADeviceAndGoesOnOnTheOtherWorker(job);
        }
    }

    private void losesADeviceAndGoesOnOnTheOtherWorker(TestingJob job) throws Exception {
        Files.createFile(loss());
        job.send(request("moves", 1));
        GenerationResult moved = job.awaitResults(9).get("moves");

        assertRight(moved);
        assertThat(loss()).doesNotExist();
        assertThat(moved.getOutputs(0).getAttempt()).isEqualTo(1);
        assertThat(job.events())
                .filteredOn(event -> event.getRequestId().equals("moves") && event.hasStarted())
                .extracting(event -> event.getStarted().getWorker())
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void stoppingWithASavepointAndRestoringLosesAndDoublesNothing() throws Exception {
        try (TestingJob job = TestingJob.start(directory)) {
            job.submit(stage(), models(), null);
            job.send(requests(12, 2));
            awaitCheckpointPastStep(job, 5);
            Path savepoint = job.stop();
            job.send(request("while-down", 1));
            Files.createFile(hurry());
            job.submit(stage(), models(), savepoint);

            Map<String, GenerationResult> results = job.awaitResults(13);
            assertThat(results.values()).allSatisfy(RecoveryITCase::assertRight);
            assertThat(results.get("r3").getOutputsCount()).isEqualTo(2);
            assertThat(results.values())
                    .anySatisfy(
                            result ->
                                    assertThat(result.getOutputs(0).getResumedFromStep())
                                            .isPositive());
        }
    }

    private static void awaitCheckpointPastStep(TestingJob job, int step) {
        await().atMost(TestingJob.PATIENCE)
                .until(
                        () ->
                                job.events().stream()
                                        .filter(GenerationEvent::hasProgress)
                                        .anyMatch(event -> event.getProgress().getStep() > step));
        long checkpoints = job.checkpoints();
        await().atMost(TestingJob.PATIENCE).until(() -> job.checkpoints() >= checkpoints + 2);
    }

    private static void assertRight(GenerationResult result) {
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_COMPLETED);
        for (Output output : result.getOutputsList()) {
            GenerationParams params =
                    new GenerationParams("picture", "", 32, 32, STEPS, 2.5, 40 + output.getIndex());
            if (isCached(result.getRequestId())) {
                params = params.withStepCache(CACHE);
                assertThat(output.getStepCache().getPattern())
                        .isEqualTo(TestingModel.expectedPattern(params));
            }
            assertThat(output.getSeed()).isEqualTo(params.seed());
            assertThat(output.getData().toByteArray())
                    .isEqualTo(TestingModel.expectedOutput(params));
        }
    }

    private static StageConfig stage() {
        DitCacheConfig off = new DitCacheConfig(false, 1_000_000, 1_000, 60_000);
        return TestingJob.stage(2, 2, off);
    }

    private StepModelFactory models() {
        String crash = crash().toString();
        String hurry = hurry().toString();
        String loss = loss().toString();
        return () ->
                new CrashingModel<>(
                        new TestingModel(STEP_MS, Path.of(hurry)).before(batch -> lose(loss)),
                        Path.of(crash));
    }

    /** A device is lost once, for whoever steps first. */
    private static void lose(String loss) {
        try {
            if (Files.deleteIfExists(Path.of(loss))) {
                throw new IllegalStateException("CUDA error: device lost");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path loss() {
        return directory.resolve("loss");
    }

    private Path crash() {
        return directory.resolve("crash");
    }

    private Path hurry() {
        return directory.resolve("hurry");
    }

    private static GenerationRequest[] requests(int count, int n) {
        return IntStream.range(0, count)
                .mapToObj(i -> request("r" + i, n))
                .toArray(GenerationRequest[]::new);
    }

    private static boolean isCached(String id) {
        return id.matches("r\\d*[13579]");
    }

    private static GenerationRequest request(String id, int n) {
        StepCacheOptions.Builder step = StepCacheOptions.newBuilder();
        if (isCached(id)) {
            step.setPolicy(CACHE.kind().text()).setThreshold(CACHE.threshold());
        }
        return GenerationRequest.newBuilder()
                .setCache(CacheOptions.newBuilder().setStep(step))
                .setId(id)
                .setModel(TestingJob.MODEL)
                .setPrompt("picture")
                .setNumInferenceSteps(STEPS)
                .setSeed(40)
                .setN(n)
                .build();
    }
}
