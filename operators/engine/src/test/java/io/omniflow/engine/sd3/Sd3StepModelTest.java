package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.testing.TinyBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sd3StepModelTest {

    private static final EngineConfig DETERMINISTIC = new EngineConfig(true, ComputeType.FLOAT32);
    private static final GenerationParams RED = params("red circle", 6, 2.5, 1);
    private static final GenerationParams BLUE = params("blue circle", 9, 4.0, 2);
    private static final GenerationParams FREE = params("red", 7, 1.0, 3);

    @TempDir Path directory;
    private final List<Sd3StepModel> models = new ArrayList<>();
    private Path bundle;

    @BeforeEach
    void write() {
        bundle = TinyBundle.write(directory, "F32", false);
    }

    @AfterEach
    void close() {
        models.forEach(Sd3StepModel::close);
    }

    @Test
    void companyDoesNotChangeAPicture() {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        float[] alone = run(model, RED);
        float[] free = run(model, FREE);

        List<float[]> together = runTogether(model, BLUE, FREE, RED);

        assertClose(together.get(2), alone);
        assertClose(together.get(1), free);
    }

    @Test
    void deterministicModeKeepsEveryBit() {
        Sd3StepModel model = load(bundle, DETERMINISTIC);
        float[] alone = run(model, RED);

        assertThat(runTogether(model, BLUE, FREE, RED).get(2)).containsExactly(alone);
        assertThat(runTogether(model, RED, RED, BLUE).get(1)).containsExactly(alone);
        assertThat(runLate(model, RED, BLUE)).containsExactly(alone);
    }

    @Test
    void severalLoadsAgree() {
        float[] first = run(load(bundle, DETERMINISTIC), RED);

        assertThat(run(load(bundle, DETERMINISTIC), RED)).containsExactly(first);
        assertThat(models.get(0).weightManager()).isSameAs(models.get(1).weightManager());
    }

    @Test
    void workersShareWeightsAtTheSameTime() throws Exception {
        float[] expected = run(load(bundle, DETERMINISTIC), RED);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        Callable<float[]> worker =
                () -> {
                    try (Sd3StepModel own =
                            (Sd3StepModel) StepModels.load(bundle, Device.cpu(), DETERMINISTIC)) {
                        return run(own, RED);
                    }
                };
        List<Future<float[]>> results = threads.invokeAll(Collections.nCopies(6, worker));
        threads.shutdown();

        for (Future<float[]> result : results) {
            assertThat(result.get()).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20, 33})
    void aSnapshotResumesBitForBit(int at) {
        // More steps than a window of modulations has.
        GenerationParams params = params("red circle", 33, 2.5, 1);
        Sd3StepModel model = load(bundle, DETERMINISTIC);
        float[] whole = run(model, params);

        Snapshot snapshot;
        try (Sd3Generation generation = model.begin(params, null)) {
            step(model, generation, at);
            snapshot = model.snapshot(generation);
        }
        try (Sd3Generation resumed = model.begin(params, snapshot)) {
            assertThat(resumed.step()).isEqualTo(at);
            step(model, resumed, 33 - at);
            assertThat(resumed.isDone()).isTrue();
            assertThat(latents(model, resumed)).containsExactly(whole);
        }
    }

    @Test
    void aMemberFailsAlone() {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        float[] expected = run(model, RED);
        float[] bad = new float[3 * 8 * 8];
        bad[17] = Float.NaN;
        Snapshot poisoned =
                new Snapshot(0, Map.of("latents", HostTensor.of(new long[] {1, 3, 8, 8}, bad)));

        try (Sd3Generation good = model.begin(RED, null);
                Sd3Generation failing = model.begin(BLUE, poisoned)) {
            List<StepReport> reports = model.step(List.of(good, failing));

            assertThat(reports.get(0)).isEqualTo(StepReport.ADVANCED);
            assertThat(reports.get(1).failure())
                    .hasMessageContaining("step 1 of 9")
                    .extracting("code")
                    .isEqualTo(ErrorCode.NOT_FINITE);
            step(model, good, 5);
            assertClose(latents(model, good), expected);
        }
    }

    @Test
    void nativeMemoryStaysFlat() {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        GenerationParams params = params("red", 224, 2.5, 1);
        int weights = model.weightManager().getManagedArrays().size();
        try (Sd3Generation one = model.begin(params, null);
                Sd3Generation other = model.begin(params, null)) {
            stepBoth(model, one, other, 16);
            int own = one.latents().getManager().getManagedArrays().size();
            stepBoth(model, one, other, 208);

            assertThat(one.latents().getManager().getManagedArrays().size()).isEqualTo(own);
        }
        assertThat(model.weightManager().getManagedArrays().size()).isEqualTo(weights);
    }

    @ParameterizedTest
    @CsvSource({"F16, 0.02", "BF16, 0.2"})
    void narrowWeightsGiveNearlyTheSamePicture(String dtype, double tolerance) {
        float[] expected = run(load(bundle, EngineConfig.DEFAULT), RED);
        Path narrow = TinyBundle.write(directory.resolve(dtype), dtype, false);

        float[] actual = run(load(narrow, EngineConfig.DEFAULT), RED);

        assertThat(actual).isNotEqualTo(expected);
        assertClose(actual, expected, tolerance);
    }

    @Test
    void normsOfQueriesAndKeysAreUsed() {
        float[] plain = run(load(bundle, EngineConfig.DEFAULT), RED);
        Path normed = TinyBundle.write(directory.resolve("normed"), "F32", true);

        assertThat(run(load(normed, EngineConfig.DEFAULT), RED)).isNotEqualTo(plain);
    }

    @Test
    void aLoadedModelDoesNotNeedItsFiles() throws IOException {
        Sd3StepModel model = load(bundle, DETERMINISTIC);
        float[] expected = run(model, RED);

        // Written in place, as a copy over the bundle would do.
        Path weights = TinyBundle.transformerWeights(bundle);
        Files.write(weights, new byte[(int) Files.size(weights)]);

        assertThat(run(model, RED)).containsExactly(expected);
    }

    @Test
    void finishesWithAPicture() throws IOException {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        GenerationParams params = new GenerationParams("red horse", "", 4, 8, 2, 2.5, 1);
        try (Sd3Generation generation = model.begin(params, null)) {
            step(model, generation, 2);
            Output output = model.finish(generation).encode();

            assertThat(output.mediaType()).isEqualTo("image/png");
            assertThat(output.warnings())
                    .containsExactly("the model does not know these words: horse");
            var image = ImageIO.read(new ByteArrayInputStream(output.data()));
            assertThat(image.getWidth()).isEqualTo(4).isEqualTo(output.width());
            assertThat(image.getHeight()).isEqualTo(8).isEqualTo(output.height());
        }
    }

    @Test
    void batchesPicturesOfOneSize() {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        try (Sd3Generation one = model.begin(RED, null);
                Sd3Generation two = model.begin(FREE, null);
                Sd3Generation wide =
                        model.begin(new GenerationParams("", "", 8, 4, 2, 2, 1), null)) {
            assertThat(one.batchKey()).isEqualTo(two.batchKey()).isNotEqualTo(wide.batchKey());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10, 8, 4, 2, INVALID_SIZE",
        "8, 0, 4, 2, INVALID_SIZE",
        "7, 8, 4, 2, INVALID_SIZE",
        "8, 8, 0, 2, INVALID_STEPS",
        "8, 8, 4, NaN, INVALID_GUIDANCE"
    })
    void refusesWhatItCannotDo(
            int width, int height, int steps, double guidance, ErrorCode expected) {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        GenerationParams params = new GenerationParams("", "", width, height, steps, guidance, 1);

        assertThatThrownBy(() -> model.begin(params, null))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.code()).isEqualTo(expected));
    }

    @Test
    void refusesSnapshotsOfOtherPictures() {
        Sd3StepModel model = load(bundle, EngineConfig.DEFAULT);
        Snapshot empty = new Snapshot(0, Map.of());
        HostTensor latents = HostTensor.of(new long[] {1, 3, 8, 8}, new float[192]);
        Snapshot late = new Snapshot(7, Map.of("latents", latents));

        assertThatThrownBy(() -> model.begin(RED, empty)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> model.begin(RED, late)).isInstanceOf(CacheException.class);
    }

    private Sd3StepModel load(Path path, EngineConfig config) {
        Sd3StepModel model = (Sd3StepModel) StepModels.load(path, Device.cpu(), config);
        models.add(model);
        return model;
    }

    private static float[] run(Sd3StepModel model, GenerationParams params) {
        return runTogether(model, params).get(0);
    }

    /** Runs generations in one batch until each is done. */
    private static List<float[]> runTogether(Sd3StepModel model, GenerationParams... params) {
        List<Sd3Generation> all = new ArrayList<>();
        for (GenerationParams one : params) {
            all.add(model.begin(one, null));
        }
        for (List<Sd3Generation> open = all; !open.isEmpty(); ) {
            assertThat(model.step(open)).containsOnly(StepReport.ADVANCED);
            open = open.stream().filter(g -> !g.isDone()).toList();
        }
        List<float[]> results = all.stream().map(g -> latents(model, g)).toList();
        all.forEach(Sd3Generation::close);
        return results;
    }

    /** Runs the first generation in the company of a second that is some steps ahead. */
    private static float[] runLate(
            Sd3StepModel model, GenerationParams first, GenerationParams second) {
        try (Sd3Generation ahead = model.begin(second, null)) {
            step(model, ahead, 2);
            try (Sd3Generation late = model.begin(first, null)) {
                while (!late.isDone()) {
                    model.step(List.of(ahead, late));
                }
                return latents(model, late);
            }
        }
    }

    private static void step(Sd3StepModel model, Sd3Generation generation, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(model.step(List.of(generation))).containsExactly(StepReport.ADVANCED);
        }
    }

    private static void stepBoth(
            Sd3StepModel model, Sd3Generation one, Sd3Generation other, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(model.step(List.of(one, other))).containsOnly(StepReport.ADVANCED);
        }
    }

    private static float[] latents(Sd3StepModel model, Sd3Generation generation) {
        return model.snapshot(generation).tensors().get("latents").toFloats();
    }

    private static GenerationParams params(String prompt, int steps, double guidance, long seed) {
        return new GenerationParams(prompt, "", 8, 8, steps, guidance, seed);
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertClose(actual, expected, 1e-5);
    }

    private static void assertClose(float[] actual, float[] expected, double relative) {
        double scale = 0;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], Offset.offset(relative * scale));
        }
    }
}
