package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.calibration.StepCacheCoefficients;
import io.omniflow.engine.calibration.Tuning;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Step caches in the model: alone, in company, interrupted. */
class Sd3StepCacheTest {

    private static final int BLOCKS = 3;
    private static final double GREY_LEVEL = 2.0 / 255;

    private static final StepCacheCoefficients COEFFICIENTS =
            new StepCacheCoefficients(
                    List.of(1.0, 1.05, 1.1, 1.02, 0.98, 1.01), List.of(0.5, -0.2, 1.0, 0.01));

    @TempDir Path directory;
    private final List<Sd3StepModel> models = new ArrayList<>();
    private Path bundle;

    static List<StepCacheSpec> policies() {
        return List.of(
                StepCacheSpec.OFF,
                StepCacheSpec.of(StepCacheKind.EASY, 1.2),
                firstBlock(1.2, 1, 0),
                firstBlock(1.2, 1, 1),
                StepCacheSpec.of(StepCacheKind.MAG, 0.15),
                StepCacheSpec.of(StepCacheKind.TEA, 0.8),
                StepCacheSpec.of(StepCacheKind.MASK, "fast"),
                taylor(1),
                taylor(2));
    }

    @BeforeEach
    void write() {
        bundle = TinyBundle.write(directory, "F32", false);
    }

    @AfterEach
    void close() {
        models.forEach(Sd3StepModel::close);
    }

    @Test
    void companyDoesNotChangeABitInDeterministicMode() {
        Sd3StepModel model = load(true);
        List<GenerationParams> all = mixed();
        List<Run> alone = all.stream().map(one -> run(model, List.of(one)).get(0)).toList();

        List<Run> together = run(model, all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(together.get(i).latents).containsExactly(alone.get(i).latents);
            assertThat(together.get(i).report).isEqualTo(alone.get(i).report);
        }
        for (int i = 1; i < all.size(); i++) {
            assertThat(alone.get(i).report.pattern()).as("%s", all.get(i)).contains("0");
        }
    }

    @Test
    void fixedPatternsStayWithinAGreyLevelInABatch() {
        Sd3StepModel model = load(false);
        List<GenerationParams> all = mixed();
        List<Run> together = run(model, all);

        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).stepCache().kind().hasThreshold()) {
                Run alone = run(model, List.of(all.get(i))).get(0);
                assertThat(together.get(i).report).isEqualTo(alone.report);
                for (int j = 0; j < alone.latents.length; j++) {
                    assertThat((double) together.get(i).latents[j])
                            .isCloseTo(alone.latents[j], Offset.offset(GREY_LEVEL));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void resumesBitForBitAtEveryStepOnAFreshModel(StepCacheSpec spec) {
        GenerationParams params = params(spec, 11, 2.5, 3, "DPMSolverMultistepScheduler");
        List<Snapshot> snapshots = new ArrayList<>();
        Sd3StepModel first = load(true);
        Run whole;
        try (Sd3Generation generation = first.begin(params, null)) {
            while (!generation.isDone()) {
                snapshots.add(first.snapshot(generation));
                first.step(List.of(generation));
            }
            whole = Run.of(first, generation);
            snapshots.add(first.snapshot(generation));
        }
        boolean caches = spec.kind() != StepCacheKind.OFF;
        assertThat(whole.report.pattern().contains("0")).isEqualTo(caches);
        Sd3StepModel second = load(true);
        for (Snapshot snapshot : snapshots) {
            try (Sd3Generation generation = second.begin(params, snapshot)) {
                assertThat(second.snapshot(generation).tensors().keySet())
                        .isEqualTo(snapshot.tensors().keySet());
                while (!generation.isDone()) {
                    second.step(List.of(generation));
                }
                Run resumed = Run.of(second, generation);
                assertThat(resumed.latents).as("%s", snapshot).containsExactly(whole.latents);
                assertThat(resumed.report.pattern()).isEqualTo(whole.report.pattern());
                assertThat(resumed.report.spared()).isEqualTo(whole.report.spared());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aSnapshotHoldsNothingLargerThanLatents(StepCacheSpec spec) {
        Sd3StepModel model = load(true);
        try (Sd3Generation generation = model.begin(params(spec, 14, 2.5, 3), null)) {
            for (int i = 0; i < 9; i++) {
                model.step(List.of(generation));
            }
            Snapshot snapshot = model.snapshot(generation);

            assertThat(snapshot.tensors().values())
                    .allSatisfy(t -> assertThat(t.shape()).endsWith(3, 8, 8));
            assertThat(snapshot.tensors()).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void aBatchComputesOnlyWhatIsNotReused() {
        Sd3StepModel model = load(false);
        List<GenerationParams> all = mixed();
        long expected = 0;
        for (Run run : run(model, all)) {
            expected += run.report.evaluations();
        }
        assertThat(model.evaluations()).isEqualTo(expected);

        List<GenerationParams> same =
                List.of(
                        params(StepCacheSpec.of(StepCacheKind.MASK, "1101001001"), 10, 2.5, 1),
                        params(StepCacheSpec.of(StepCacheKind.TAYLOR, "1111110111"), 10, 1, 1));
        run(model, same);
        assertThat(model.evaluations() - expected).isEqualTo(BLOCKS * (2 * 5 + 9));
    }

    @Test
    void reportsWhatWasRunAndSpared() {
        Sd3StepModel model = load(true);
        Run mask = run(model, params(StepCacheSpec.of(StepCacheKind.MASK, "1101001001"), 10));
        assertThat(mask.report)
                .isEqualTo(new StepCacheReport("mask 1101001001", "", 5 * 6, 5 * 6, "1101001001"));
        assertThat(mask.efforts).containsExactly(1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0);

        Run first = run(model, params(firstBlock(10, 1, 1), 10));
        assertThat(first.report)
                .isEqualTo(
                        new StepCacheReport(
                                "first-block 10", "", 2 * 6 + 8 * 4, 8 * 2, "1000000001"));
        assertThat(first.efforts.get(3)).isEqualTo(2.0 / 3);

        Run few = run(model, params(StepCacheSpec.of(StepCacheKind.EASY, 9), 8));
        assertThat(few.report).isEqualTo(new StepCacheReport("off", "exact", 8 * 6, 0, ""));
    }

    @Test
    void computesWhereASnapshotLacksWhatReuseTakes() {
        Sd3StepModel model = load(true);
        GenerationParams params = params(StepCacheSpec.of(StepCacheKind.MASK, "1101001001"), 10);
        Snapshot good;
        try (Sd3Generation generation = model.begin(params, null)) {
            step(model, List.of(generation), 2);
            good = model.snapshot(generation);
        }
        Map<String, HostTensor> tensors = new HashMap<>(good.tensors());
        tensors.put(
                "cache.mask.output", HostTensor.of(new long[] {1, 3, 4, 4}, new float[3 * 4 * 4]));
        Snapshot other = new Snapshot(2, tensors, good.scalars(), good.pattern());

        assertThat(nextEffort(model, params, good)).isZero();
        assertThat(nextEffort(model, params, other)).isEqualTo(1);
    }

    private static double nextEffort(Sd3StepModel model, GenerationParams params, Snapshot from) {
        try (Sd3Generation generation = model.begin(params, from)) {
            return model.step(List.of(generation)).get(0).effort();
        }
    }

    @Test
    void hiddenStatesThatAreComputedAgainCount() {
        Sd3StepModel model = load(true);
        GenerationParams params = params(firstBlock(10, 1, 0), 12);
        Snapshot snapshot;
        try (Sd3Generation generation = model.begin(params, null)) {
            for (int i = 0; i < 5; i++) {
                model.step(List.of(generation));
            }
            snapshot = model.snapshot(generation);
        }
        try (Sd3Generation generation = model.begin(params, snapshot)) {
            long before = generation.stepCache().evaluations();
            model.step(List.of(generation));

            assertThat(generation.stepCache().evaluations() - before).isEqualTo(6 + 2);
        }
    }

    @Test
    void aMemberFailsAloneWhileOthersReuse() {
        Sd3StepModel model = load(false);
        List<GenerationParams> all = mixed();
        List<Sd3Generation> open = begin(model, all);
        for (int i = 0; i < 4; i++) {
            model.step(open);
        }
        Snapshot good = model.snapshot(open.get(1));
        Map<String, HostTensor> tensors = new HashMap<>(good.tensors());
        float[] bad = tensors.get("latents").toFloats();
        bad[17] = Float.NaN;
        tensors.put("latents", HostTensor.of(new long[] {1, 3, 8, 8}, bad));
        Snapshot poisoned = new Snapshot(4, tensors, good.scalars(), good.pattern());
        try (Sd3Generation failing = model.begin(all.get(1), poisoned)) {
            List<Sd3Generation> batch = new ArrayList<>(open);
            batch.add(2, failing);
            List<StepReport> reports = new ArrayList<>(model.step(batch));

            assertThat(reports.remove(2).failure())
                    .hasMessageContaining("step 5 of")
                    .extracting("code")
                    .isEqualTo(ErrorCode.NOT_FINITE);
            assertThat(reports).allSatisfy(r -> assertThat(r.failure()).isNull());
            assertThat(reports).anySatisfy(r -> assertThat(r.effort()).isZero());
            assertThat(open).allSatisfy(g -> assertThat(g.step()).isEqualTo(5));
        }
        while (!open.isEmpty()) {
            assertThat(model.step(open)).allSatisfy(r -> assertThat(r.failure()).isNull());
            open.stream().filter(Sd3Generation::isDone).forEach(Sd3Generation::close);
            open = open.stream().filter(g -> !g.isDone()).toList();
        }
    }

    @Test
    void nativeMemoryStaysFlat() {
        Sd3StepModel model = load(false);
        int weights = model.weightManager().getManagedArrays().size();
        List<Sd3Generation> all = new ArrayList<>();
        for (StepCacheSpec spec : policies()) {
            all.add(model.begin(params(spec, 130, 2.5, 1), null));
        }
        step(model, all, 16);
        List<Integer> sizes = all.stream().map(Sd3StepCacheTest::arrays).toList();
        step(model, all, 100);

        assertThat(all.stream().map(Sd3StepCacheTest::arrays)).containsExactlyElementsOf(sizes);
        assertThat(model.weightManager().getManagedArrays().size()).isEqualTo(weights);
        all.forEach(Sd3Generation::close);
    }

    @Test
    void hiddenStatesInBfloat16AreReusedToo() {
        EngineConfig config = new EngineConfig(true, ComputeType.BFLOAT16);
        Sd3StepModel model = load(config, COEFFICIENTS);
        for (StepCacheSpec spec : policies()) {
            GenerationParams params = params(spec, 10);
            Run whole = run(model, params);
            Snapshot snapshot;
            try (Sd3Generation generation = model.begin(params, null)) {
                step(model, List.of(generation), 5);
                snapshot = model.snapshot(generation);
            }
            try (Sd3Generation generation = model.begin(params, snapshot)) {
                step(model, List.of(generation), 5);
                assertThat(Run.of(model, generation).latents).containsExactly(whole.latents);
            }
        }
    }

    @Test
    void thePictureSaysWhatWasReused() {
        Sd3StepModel model = load(true);
        GenerationParams params = params(StepCacheSpec.of(StepCacheKind.MASK, "fast"), 10);
        try (Sd3Generation generation = model.begin(params, null)) {
            while (!generation.isDone()) {
                model.step(List.of(generation));
            }
            Output output = model.finish(generation).encode();

            assertThat(output.stepCache()).isEqualTo(generation.stepCache());
            String png = new String(output.data(), StandardCharsets.ISO_8859_1);
            assertThat(png)
                    .contains("step_cache\0mask fast")
                    .contains("step_cache_pattern\0" + output.stepCache().pattern());
        }
    }

    @Test
    void refusesWhatIsNotCalibrated() {
        Sd3StepModel model = load(true, StepCacheCoefficients.NONE);
        GenerationParams params = params(StepCacheSpec.of(StepCacheKind.MAG, 0.1), 10);

        assertThatThrownBy(() -> model.begin(params, null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("needs a calibration");
    }

    /** What one run came to. */
    private record Run(float[] latents, StepCacheReport report, List<Double> efforts) {

        static Run of(Sd3StepModel model, Sd3Generation generation) {
            float[] latents = model.snapshot(generation).tensors().get("latents").toFloats();
            return new Run(latents, generation.stepCache(), List.of());
        }
    }

    private static List<Sd3Generation> begin(Sd3StepModel model, List<GenerationParams> params) {
        return new ArrayList<>(params.stream().map(one -> model.begin(one, null)).toList());
    }

    private static Run run(Sd3StepModel model, GenerationParams params) {
        return run(model, List.of(params)).get(0);
    }

    /** Runs generations in one batch until each is done. */
    private static List<Run> run(Sd3StepModel model, List<GenerationParams> params) {
        List<Sd3Generation> all = begin(model, params);
        Map<Sd3Generation, List<Double>> efforts = new HashMap<>();
        for (List<Sd3Generation> open = all; !open.isEmpty(); ) {
            List<StepReport> reports = model.step(open);
            for (int i = 0; i < open.size(); i++) {
                assertThat(reports.get(i).failure()).isNull();
                efforts.computeIfAbsent(open.get(i), g -> new ArrayList<>())
                        .add(reports.get(i).effort());
            }
            open = open.stream().filter(g -> !g.isDone()).toList();
        }
        List<Run> runs = new ArrayList<>();
        for (Sd3Generation generation : all) {
            Run run = Run.of(model, generation);
            runs.add(new Run(run.latents, run.report, efforts.get(generation)));
            generation.close();
        }
        return runs;
    }

    private static void step(Sd3StepModel model, List<Sd3Generation> batch, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(model.step(batch)).allSatisfy(r -> assertThat(r.failure()).isNull());
        }
    }

    private static int arrays(Sd3Generation generation) {
        return generation.latents().getManager().getManagedArrays().size();
    }

    /** All policies with different steps, guidance, seeds and samplers. */
    private static List<GenerationParams> mixed() {
        List<GenerationParams> all = new ArrayList<>();
        for (StepCacheSpec spec : policies()) {
            int i = all.size();
            String sampler = i % 2 == 0 ? "" : "UniPCMultistepScheduler";
            all.add(params(spec, 10 + i % 4 * 3, i % 3 == 2 ? 1 : 2.5, i, sampler));
        }
        return all;
    }

    private static GenerationParams params(StepCacheSpec spec, int steps) {
        return params(spec, steps, 2.5, 1);
    }

    private static GenerationParams params(
            StepCacheSpec spec, int steps, double guidance, long seed) {
        return params(spec, steps, guidance, seed, "");
    }

    private static GenerationParams params(
            StepCacheSpec spec, int steps, double guidance, long seed, String sampler) {
        return new GenerationParams(
                "red circle", "", 8, 8, steps, guidance, seed, sampler, spec, null);
    }

    private static StepCacheSpec firstBlock(double threshold, int front, int back) {
        StepCacheLimits limits = new StepCacheLimits(1, 0, 0, 0, front, back, 1);
        return new StepCacheSpec(StepCacheKind.FIRST_BLOCK, threshold, "", limits, "", 1);
    }

    private static StepCacheSpec taylor(int order) {
        StepCacheLimits limits = new StepCacheLimits(1, 0, 0, 0, 1, 0, order);
        return new StepCacheSpec(StepCacheKind.TAYLOR, 0, "medium", limits, "", 1);
    }

    private Sd3StepModel load(boolean deterministic) {
        return load(deterministic, COEFFICIENTS);
    }

    private Sd3StepModel load(boolean deterministic, StepCacheCoefficients coefficients) {
        return load(new EngineConfig(deterministic, ComputeType.FLOAT32), coefficients);
    }

    private Sd3StepModel load(EngineConfig config, StepCacheCoefficients coefficients) {
        Sd3Bundle parts =
                Sd3Bundle.read(bundle, ConfigFile.read(bundle.resolve("model_index.json")));
        Sd3StepModel model =
                Sd3StepModel.load(
                        parts,
                        "step-cache-test",
                        Device.cpu(),
                        config,
                        new Tuning(coefficients, ApproximateMap.NONE));
        models.add(model);
        return model;
    }
}
