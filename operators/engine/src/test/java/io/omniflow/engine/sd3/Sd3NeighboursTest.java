package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.approximate.ApproximateMap;
import io.omniflow.engine.approximate.ApproximateMap.Floor;
import io.omniflow.engine.bundle.ConfigFile;
import io.omniflow.engine.calibration.StepCacheCoefficients;
import io.omniflow.engine.calibration.Tuning;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generations that start from a neighbour, on the model that ships. */
class Sd3NeighboursTest {

    private static final Path BUNDLE = Path.of("../../deploy/models/shapes");
    private static final String OLD = "a big red circle on a blue background";
    private static final String PARAPHRASE = "a large circle in red on a blue background";
    private static final String SWAP = "a big blue circle on a red background";
    private static final int STEPS = 10;
    private static final int SPARED = 6;

    private static final ApproximateMap MAP =
            new ApproximateMap(
                    "",
                    ApproximateMap.Conditions.NONE,
                    0.15,
                    List.of(new Floor(0.5, 0.3, 0, 1), new Floor(0.8, 0.6, 0, 1)));

    private static Sd3StepModel model;
    private static Neighbour neighbour;

    @BeforeAll
    static void paintsTheNeighbour() {
        model = load(MAP);
        neighbour = new Neighbour("of-the-neighbour", OLD, paint(params(OLD, ""), null).latents());
    }

    @AfterAll
    static void closes() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({
        "FlowMatchEulerDiscreteScheduler",
        "DPMSolverMultistepScheduler",
        "UniPCMultistepScheduler"
    })
    void isTheSameInCompanyAndResumedAtEveryStep(String sampler) {
        GenerationParams params = params(PARAPHRASE, sampler);
        Output whole = paint(params, null, neighbour);
        assertThat(whole.approximation().fingerprint()).isEqualTo("of-the-neighbour");
        assertThat(whole.approximation().similarity()).isBetween(0.8, 1.0);
        assertThat(whole.approximation().stepsReused()).isEqualTo(SPARED);
        assertThat(whole.latents()).isNull();
        assertThat(whole.data()).isNotEqualTo(paint(params, null).data());
        for (int at = 0; at < STEPS - SPARED; at++) {
            Snapshot snapshot;
            try (Sd3Generation begun = model.begin(params, null, near(neighbour));
                    Sd3Generation company = model.begin(params(SWAP, ""), null)) {
                assertThat(begun.steps()).isEqualTo(STEPS - SPARED);
                for (int i = 0; i < at; i++) {
                    model.step(List.of(company, begun));
                }
                snapshot = model.snapshot(begun);
            }
            assertEqual(paint(params, snapshot), whole);
        }
    }

    @Test
    void stepCachesCountTheStepsTaken() {
        GenerationParams params =
                new GenerationParams(PARAPHRASE, "", 32, 32, 40, 3.0, 5)
                        .withStepCache(StepCacheSpec.of(StepCacheKind.MASK, "fast"));
        Output output = paint(params, null, neighbour);
        assertThat(output.approximation().stepsReused()).isEqualTo(24);
        assertThat(output.stepCache().pattern()).hasSize(16);
    }

    @Test
    void whatIsRefusedChangesNoBit() {
        GenerationParams params = params(PARAPHRASE, "");
        Output noise = paint(params, null);
        FinalLatents good = neighbour.latents();
        float[] broken = good.latents().toFloats();
        broken[7] = Float.NaN;
        HalfTensor zero = HalfTensor.of(good.embedding().shape(), new float[128]);
        List<FinalLatents> useless =
                List.of(
                        latents(HalfTensor.of(good.latents().shape(), broken), good.embedding()),
                        latents(new HalfTensor(new long[] {1, 3, 16, 64}, good.latents().data())),
                        latents(good.latents(), HalfTensor.of(new long[] {3}, new float[3])),
                        latents(good.latents(), zero));
        for (FinalLatents foreign : useless) {
            assertEqual(paint(params, null, new Neighbour("foreign", OLD, foreign)), noise);
        }
        Neighbourhood strict = new Neighbourhood(1, List.of(neighbour));
        try (Sd3Generation generation = model.begin(params, null, strict)) {
            assertThat(generation.steps()).isEqualTo(STEPS);
        }
        Output swapped = paint(params(SWAP, ""), null, neighbour);
        assertEqual(swapped, paint(params(SWAP, ""), null));
        assertThat(swapped.approximation()).isEqualTo(Approximation.NONE);
    }

    @Test
    void takesTheNextOneIfTheNearestMeansSomethingElse() {
        FinalLatents disguised =
                paint(params(SWAP, ""), null).latents(); // the swap with the embedding of the twin
        Neighbour swap =
                new Neighbour(
                        "swap",
                        SWAP,
                        latents(
                                disguised.latents(),
                                paint(params(PARAPHRASE, ""), null).latents().embedding()));
        Output output = paint(params(PARAPHRASE, ""), null, swap, neighbour);
        assertThat(output.approximation().fingerprint()).isEqualTo("of-the-neighbour");
    }

    @Test
    void saysSoWhereNothingWasMeasured() {
        try (Sd3StepModel plain = load(ApproximateMap.NONE);
                Sd3Generation generation = plain.begin(params(OLD, ""), null, near(neighbour))) {
            assertThat(generation.steps()).isEqualTo(STEPS);
            assertThat(generation.warnings())
                    .singleElement()
                    .asString()
                    .contains("calibrate --approximate");
        }
    }

    private static FinalLatents latents(HalfTensor picture) {
        return latents(picture, neighbour.latents().embedding());
    }

    private static FinalLatents latents(HalfTensor picture, HalfTensor embedding) {
        return new FinalLatents(picture, embedding);
    }

    private static void assertEqual(Output output, Output expected) {
        assertThat(output.data()).isEqualTo(expected.data());
        assertThat(output.approximation()).isEqualTo(expected.approximation());
    }

    private static Neighbourhood near(Neighbour... members) {
        return new Neighbourhood(0.6, Arrays.asList(members));
    }

    private static GenerationParams params(String prompt, String sampler) {
        return new GenerationParams(
                prompt, "", 32, 32, STEPS, 3.0, 5, sampler, StepCacheSpec.OFF, null);
    }

    private static Output paint(GenerationParams params, Snapshot from, Neighbour... members) {
        try (Sd3Generation generation = model.begin(params, from, near(members))) {
            while (!generation.isDone()) {
                assertThat(model.step(List.of(generation)).get(0).failure()).isNull();
            }
            return model.finish(generation, true).encode();
        }
    }

    private static Sd3StepModel load(ApproximateMap map) {
        return Sd3StepModel.load(
                Sd3Bundle.read(BUNDLE, ConfigFile.read(BUNDLE.resolve("model_index.json"))),
                "neighbours-test",
                Device.cpu(),
                new EngineConfig(true, ComputeType.FLOAT32),
                new Tuning(StepCacheCoefficients.NONE, map));
    }
}
