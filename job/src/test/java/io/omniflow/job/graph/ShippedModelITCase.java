package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModel;
import io.omniflow.executor.generation.StepModelFactory;
import io.omniflow.job.picture.PictureFiles;
import io.omniflow.v1.CacheOptions;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.PartialImage;
import io.omniflow.v1.Status;
import io.omniflow.v1.StepCacheOptions;
import io.omniflow.worker.BundleModels;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped model with every step cache that needs no calibration, every sampler and every
 * quality level, once in peace and once with a crash in the middle: the pictures are the same, bit
 * for bit, and so are the steps that were computed.
 */
class ShippedModelITCase {

    private static final Path BUNDLE = Path.of("../deploy/models/shapes");
    private static final EngineConfig EXACTLY = new EngineConfig(true, ComputeType.FLOAT32);
    private static final int STEPS = 16;
    private static final long STEP_MS = 150;

    @TempDir Path directory;

    private final ModelBundle bundle = ModelBundle.inspect(BUNDLE);

    @Test
    void aCrashChangesNeitherPicturesNorTheStepsComputed() throws Exception {
        try (TestingJob job = TestingJob.start(directory)) {
            StageConfig stage = stage();
            job.submit(stage, models(stage), null);
            Files.createFile(hurry());
            Map<String, GenerationRequest> requests = requests();
            requests.replaceAll((name, asked) -> asked.toBuilder().setPartialImages(3).build());
            Map<String, Output> calm = run(job, "calm-", requests, () -> {});
            assertThatStepCachesReport(calm);

            Files.delete(hurry());
            Map<String, Output> crashed =
                    run(job, "crashed-", requests, () -> crashInTheMiddle(job));
            assertThat(crashed.values())
                    .anySatisfy(output -> assertThat(output.getResumedFromStep()).isPositive());
            calm.forEach(
                    (name, output) -> {
                        Output resumed = crashed.get(name);
                        assertThat(resumed.getStepCache().getPattern())
                                .as(name)
                                .isEqualTo(output.getStepCache().getPattern());
                        assertThat(resumed.getData()).as(name).isEqualTo(output.getData());
                    });
            assertThatPreviewsAreShown(job, requests.size(), calm.get("exact"));
            assertThatAPictureCanBeginWithAnother(job, calm.get("exact"));
        }
    }

    /** A step that is taken again after the crash shows the same again; the first is "exact". */
    private static void assertThatPreviewsAreShown(TestingJob job, int requests, Output exact) {
        List<GenerationEvent> shown =
                job.events().stream().filter(GenerationEvent::hasPartialImage).toList();
        for (int i = 0; i < requests; i++) {
            Map<Integer, PartialImage> calm = previews(shown, "calm-" + i);
            assertThat(calm.values()).extracting(PartialImage::getStep).containsExactly(4, 8, 12);
            assertThat(previews(shown, "crashed-" + i)).isEqualTo(calm);
        }
        Map<Integer, PartialImage> previews = previews(shown, "calm-0");
        assertThat(distance(exact, asOutput(previews.get(2))))
                .isLessThan(distance(exact, asOutput(previews.get(0))));
    }

    private static Map<Integer, PartialImage> previews(List<GenerationEvent> shown, String id) {
        Map<Integer, PartialImage> previews = new TreeMap<>();
        for (GenerationEvent event : shown) {
            if (event.getRequestId().equals(id)) {
                PartialImage preview = event.getPartialImage();
                PartialImage known = previews.put(preview.getPartialImageIndex(), preview);
                assertThat(known).isIn(null, preview);
            }
        }
        return previews;
    }

    private static Output asOutput(PartialImage preview) {
        return Output.newBuilder()
                .setData(preview.getData())
                .setMediaType(preview.getMediaType())
                .build();
    }

    private void crashInTheMiddle(TestingJob job) throws Exception {
        await().atMost(TestingJob.PATIENCE)
                .until(() -> job.events().stream().anyMatch(ShippedModelITCase::isInTheMiddle));
        long checkpoints = job.checkpoints();
        await().atMost(TestingJob.PATIENCE).until(() -> job.checkpoints() > checkpoints);
        Files.createFile(crash());
        await().atMost(TestingJob.PATIENCE).until(() -> job.restores() > 0);
        Files.createFile(hurry());
    }

    private static boolean isInTheMiddle(GenerationEvent event) {
        return event.getRequestId().startsWith("crashed-") && event.getProgress().getStep() > 4;
    }

    private static void assertThatStepCachesReport(Map<String, Output> outputs) {
        outputs.forEach(
                (name, output) -> {
                    assertThat(output.getStatus())
                            .as(name + " " + output.getError())
                            .isEqualTo(Status.STATUS_COMPLETED);
                    assertThat(output.hasStepCache()).isEqualTo(!name.contains("exact"));
                    if (output.hasStepCache()) {
                        String pattern = output.getStepCache().getPattern();
                        assertThat(pattern).as(name).hasSize(STEPS).startsWith("1").endsWith("1");
                        assertThat(output.getStepCache().getBlockEvaluationsSpared())
                                .as(name)
                                .isPositive();
                        assertThat(output.getStepCache().getPolicy())
                                .startsWith(name.split("/")[0]);
                    }
                });
        assertThat(outputs.get("mask/1101101101101101").getStepCache().getPattern())
                .isEqualTo("1101101101101101");
    }

    /** The less of it is given up, the closer the new picture is to the old one. */
    private static void assertThatAPictureCanBeginWithAnother(TestingJob job, Output first)
            throws Exception {
        Map<String, GenerationRequest> requests = new LinkedHashMap<>();
        for (double strength : new double[] {0.1, 0.9}) {
            requests.put(
                    "strength-" + strength,
                    request()
                            .setPrompt("a small green square on a yellow background")
                            .setImage(first.getData())
                            .setStrength(strength)
                            .build());
        }
        Map<String, Output> outputs = run(job, "from-", requests, () -> {});
        Output little = outputs.get("strength-0.1");
        Output much = outputs.get("strength-0.9");

        assertThat(little.getSteps()).isEqualTo(2);
        assertThat(much.getSteps()).isEqualTo(15);
        assertThat(distance(first, little)).isLessThan(distance(first, much));
    }

    private static double distance(Output one, Output other) {
        BufferedImage a = PictureFiles.decode(one);
        BufferedImage b = PictureFiles.decode(other);
        double sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum +=
                            Math.abs(
                                    (a.getRGB(x, y) >> shift & 255)
                                            - (b.getRGB(x, y) >> shift & 255));
                }
            }
        }
        return sum;
    }

    /** What happens while requests run. */
    private interface Meanwhile {
        void happens() throws Exception;
    }

    private static Map<String, Output> run(
            TestingJob job,
            String prefix,
            Map<String, GenerationRequest> requests,
            Meanwhile meanwhile)
            throws Exception {
        List<GenerationRequest> named = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>();
        requests.forEach(
                (name, request) -> {
                    String id = prefix + named.size();
                    names.put(id, name);
                    named.add(request.toBuilder().setId(id).build());
                });
        job.send(named.toArray(GenerationRequest[]::new));
        meanwhile.happens();
        Map<String, Output> outputs = new LinkedHashMap<>();
        await().atMost(TestingJob.PATIENCE)
                .until(
                        () -> {
                            for (GenerationResult result : job.results()) {
                                String name = names.get(result.getRequestId());
                                if (name != null) {
                                    assertThat(result.getStatus())
                                            .as("%s: %s", name, result.getError())
                                            .isEqualTo(Status.STATUS_COMPLETED);
                                    outputs.put(name, result.getOutputs(0));
                                }
                            }
                            return outputs.size() == requests.size();
                        });
        return outputs;
    }

    private Map<String, GenerationRequest> requests() {
        Map<String, GenerationRequest> requests = new LinkedHashMap<>();
        requests.put("exact", request().build());
        add(requests, "easy", StepCacheOptions.newBuilder().setThreshold(0.2));
        add(
                requests,
                "first-block",
                StepCacheOptions.newBuilder().setThreshold(0.5).setWarmupSteps(2));
        add(requests, "mask", StepCacheOptions.newBuilder().setPattern("1101101101101101"));
        add(requests, "taylor", StepCacheOptions.newBuilder().setPattern("fast"));
        for (String sampler : bundle.schedulers()) {
            requests.put("exact by " + sampler, request().setScheduler(sampler).build());
            requests.put(
                    "easy/by " + sampler,
                    request()
                            .setScheduler(sampler)
                            .setCache(step("easy", StepCacheOptions.newBuilder().setThreshold(0.2)))
                            .build());
        }
        bundle.quality()
                .levels()
                .forEach(
                        (level, spec) ->
                                requests.put(
                                        spec.kind().text().replace("off", "exact") + "/" + level,
                                        request().setQuality(level).build()));
        return requests;
    }

    private static void add(
            Map<String, GenerationRequest> requests, String policy, StepCacheOptions.Builder step) {
        requests.put(
                policy + "/" + step.getPattern(), request().setCache(step(policy, step)).build());
    }

    private static CacheOptions step(String policy, StepCacheOptions.Builder step) {
        return CacheOptions.newBuilder().setStep(step.setPolicy(policy)).build();
    }

    private static GenerationRequest.Builder request() {
        return GenerationRequest.newBuilder()
                .setPrompt("a big red circle on a blue background")
                .setNumInferenceSteps(STEPS)
                .setSeed(11);
    }

    private StageConfig stage() {
        StageConfig usual = TestingJob.stage(1, 4, new DitCacheConfig(false, 1_000, 10, 60_000));
        ModelSpec model =
                new ModelSpec(
                        TestingJob.MODEL,
                        bundle.contentHash(),
                        BUNDLE.toString(),
                        bundle.defaultWidth(),
                        bundle.defaultHeight(),
                        bundle.minSide(),
                        bundle.maxSide(),
                        bundle.sizeMultiple(),
                        STEPS,
                        100,
                        bundle.defaultGuidanceScale(),
                        30,
                        1_000,
                        4,
                        1 << 20,
                        bundle.schedulers(),
                        bundle.quality());
        return new StageConfig(model, 1, 1, 4, 0, usual.scheduler(), usual.cache());
    }

    private StepModelFactory models(StageConfig stage) {
        String crash = crash().toString();
        String hurry = hurry().toString();
        return () -> troubled(BundleModels.load(stage, EXACTLY), Path.of(crash), Path.of(hurry));
    }

    private static <G extends Generation> StepModel<G> troubled(
            StepModel<G> model, Path crash, Path hurry) {
        return new CrashingModel<>(new PacedModel<>(model, STEP_MS, hurry), crash);
    }

    private Path crash() {
        return directory.resolve("crash");
    }

    private Path hurry() {
        return directory.resolve("hurry");
    }
}
