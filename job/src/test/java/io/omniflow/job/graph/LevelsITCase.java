package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.stepcache.QualityLevels;
import io.omniflow.core.stepcache.StepCacheDefaults;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Status;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.worker.testing.TestingModel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests may say of step caches, and what becomes of it on the running job. */
class LevelsITCase {

    private static final int STEPS = 50;
    private static final long STEP_MS = 2_000;
    private static final ByteString PNG =
            ByteString.copyFrom(
                    ByteBuffer.allocate(24)
                            .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                            .putInt(13)
                            .put(new byte[] {'I', 'H', 'D', 'R'})
                            .putInt(32)
                            .putInt(32)
                            .array());

    @TempDir Path directory;

    /**
     * A step takes 2 s as far as the job can learn, so that an exact picture takes 100 s, a high
     * one 40 s and a fast one 10 s; once the three are on the worker nothing takes any time.
     */
    @Test
    void requestsMoveToTheLevelThatTheirDeadlineAllows() throws Exception {
        try (TestingJob job = TestingJob.start(directory)) {
            job.submit(stage(), models(), null);
            job.send(request("learn").setNumInferenceSteps(1).build());
            job.awaitResults(1);
            job.send(
                    adaptive("relaxed", 300_000),
                    adaptive("pressed", 80_000),
                    adaptive("late", 30_000));
            await().atMost(TestingJob.PATIENCE).until(() -> started(job.events()) >= 4);
            Files.createFile(directory.resolve("hurry"));

            Map<String, GenerationResult> results = job.awaitResults(4);
            assertThat(results.values())
                    .extracting(GenerationResult::getStatus)
                    .containsOnly(Status.STATUS_COMPLETED);
            assertThat(output(results, "relaxed").hasStepCache()).isFalse();
            assertThat(output(results, "pressed").getStepCache().getLevel()).isEqualTo("high");
            assertThat(output(results, "late").getStepCache().getLevel()).isEqualTo("fast");
            assertThatTheCacheAnswersAtTheLevelUsed(job, output(results, "pressed"));
            assertThatFieldsCount(job);
        }
    }

    private static void assertThatTheCacheAnswersAtTheLevelUsed(TestingJob job, Output first) {
        Output again = awaitHit(job, request("").setQuality("high").setPrompt("pressed"));
        assertThat(again.getData()).isEqualTo(first.getData());
        assertThat(again.getStepCache()).isEqualTo(first.getStepCache());
        assertThat(again.getFingerprint()).isEqualTo(first.getFingerprint());
        assertThat(first.getStepCache().getPattern()).startsWith("110110").endsWith("1");
        assertThat(first.getStepCache().getBlockEvaluationsSpared()).isPositive();

        job.send(
                request("other").setPrompt("pressed").setQuality("exact").build(),
                request("named").setPrompt("pressed").setCache(policy("easy", 0.05)).build());
        await().atMost(TestingJob.PATIENCE).until(() -> has(job, "other", "named"));
        Map<String, GenerationResult> results = byId(job);
        assertThat(output(results, "other").getCache().getKind())
                .isEqualTo(CacheReport.Kind.KIND_NONE);
        assertThat(output(results, "other").getData()).isNotEqualTo(first.getData());
        Output named = output(results, "named");
        assertThat(named.getCache().getKind()).isEqualTo(CacheReport.Kind.KIND_EXACT);
        assertThat(named.getStepCache().getLevel()).as("asked for by name").isEmpty();
    }

    private static void assertThatFieldsCount(TestingJob job) {
        job.send(
                request("image").setImage(PNG).setStrength(0.5).setQuality("high").build(),
                request("level").setQuality("best").build(),
                request("policy").setCache(policy("lazy", 0.1)).build(),
                request("threshold").setCache(policy("easy", -1)).build(),
                request("gif").setImage(ByteString.copyFromUtf8("GIF89a")).build(),
                request("sampler").setScheduler("Euler").build());
        await().atMost(TestingJob.PATIENCE)
                .until(() -> has(job, "image", "level", "policy", "threshold", "gif", "sampler"));
        Map<String, GenerationResult> results = byId(job);
        Output image = output(results, "image");
        assertThat(image.getSteps()).isEqualTo(STEPS / 2);
        assertThat(image.getStepCache().getPattern()).hasSize(STEPS / 2);
        assertRejected(results.get("level"), "INVALID_QUALITY", "exact, high, fast", "'best'");
        assertRejected(results.get("policy"), "INVALID_STEP_CACHE", "first-block", "'lazy'");
        assertRejected(results.get("threshold"), "INVALID_STEP_CACHE", "above 0", "'-1.0'");
        assertRejected(results.get("gif"), "INVALID_IMAGE", "PNG or JPEG", "474946383961");
        assertRejected(results.get("sampler"), "INVALID_SCHEDULER", "FlowMatch", "'Euler'");
    }

    private static void assertRejected(GenerationResult result, String code, String... parts) {
        assertThat(result.getStatus()).isEqualTo(Status.STATUS_REJECTED);
        assertThat(result.getError().getCode()).isEqualTo(code);
        assertThat(result.getError().getMessage()).contains(parts);
    }

    /** Entries come by way of the cache topic, so the first repetitions may miss. */
    private static Output awaitHit(TestingJob job, GenerationRequest.Builder request) {
        Output[] hit = new Output[1];
        int[] tries = new int[1];
        await().atMost(TestingJob.PATIENCE)
                .until(
                        () -> {
                            String id = "again" + tries[0]++;
                            job.send(request.setId(id).build());
                            await().atMost(TestingJob.PATIENCE).until(() -> has(job, id));
                            hit[0] = output(byId(job), id);
                            return hit[0].getCache().getKind() == CacheReport.Kind.KIND_EXACT;
                        });
        return hit[0];
    }

    private static boolean has(TestingJob job, String... ids) {
        return byId(job).keySet().containsAll(List.of(ids));
    }

    private static Map<String, GenerationResult> byId(TestingJob job) {
        Map<String, GenerationResult> results = new LinkedHashMap<>();
        job.results().forEach(result -> results.put(result.getRequestId(), result));
        return results;
    }

    private static long started(List<GenerationEvent> events) {
        return events.stream().filter(GenerationEvent::hasStarted).count();
    }

    private static Output output(Map<String, GenerationResult> results, String id) {
        return results.get(id).getOutputs(0);
    }

    private StepModelFactory models() {
        String hurry = directory.resolve("hurry").toString();
        return () -> new TestingModel(STEP_MS, Path.of(hurry));
    }

    private static GenerationRequest adaptive(String id, long timeMs) {
        return request(id)
                .setPrompt(id)
                .setDeadlineMs(System.currentTimeMillis() + timeMs)
                .setCache(
                        CacheOptions.newBuilder()
                                .setStep(StepCacheOptions.newBuilder().setAdaptive("fast")))
                .build();
    }

    private static GenerationRequest.Builder request(String id) {
        return GenerationRequest.newBuilder()
                .setId(id)
                .setPrompt("picture")
                .setNumInferenceSteps(STEPS)
                .setSeed(7);
    }

    private static CacheOptions policy(String policy, double threshold) {
        return CacheOptions.newBuilder()
                .setStep(StepCacheOptions.newBuilder().setPolicy(policy).setThreshold(threshold))
                .build();
    }

    private static StageConfig stage() {
        StageConfig usual = TestingJob.stage(1, 4, DitCacheConfig.DEFAULT);
        return new StageConfig(model(usual.model()), 1, 1, 4, 0, usual.scheduler(), usual.cache());
    }

    private static ModelSpec model(ModelSpec usual) {
        Map<String, StepCacheSpec> levels = new LinkedHashMap<>();
        levels.put("exact", StepCacheSpec.OFF);
        levels.put("high", level("high", 0.05, 0.4));
        levels.put("fast", level("fast", 0.2, 0.1));
        return new ModelSpec(
                usual.name(),
                usual.revision(),
                usual.bundle(),
                usual.image().defaultWidth(),
                usual.image().defaultHeight(),
                usual.image().minSide(),
                usual.image().maxSide(),
                usual.image().sizeMultiple(),
                usual.image().defaultSteps(),
                usual.image().maxSteps(),
                usual.image().defaultGuidanceScale(),
                usual.image().maxGuidanceScale(),
                usual.maxPromptChars(),
                usual.maxImages(),
                usual.image().maxImageBytes(),
                usual.image().schedulers(),
                new QualityLevels(levels, "exact"));
    }

    private static StepCacheSpec level(String name, double threshold, double effort) {
        StepCacheLimits limits = StepCacheDefaults.limits(StepCacheKind.EASY, STEPS);
        return new StepCacheSpec(StepCacheKind.EASY, threshold, "", limits, name, effort);
    }
}
