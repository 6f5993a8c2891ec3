package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CacheException;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generations with each sampler: alone, in company, and resumed. */
class Sd3SamplersTest {

    private static final String EULER = "FlowMatchEulerDiscreteScheduler";
    private static final String DPM = "DPMSolverMultistepScheduler";
    private static final String UNIPC = "UniPCMultistepScheduler";

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'_class_name':'FlowMatchEulerDiscreteScheduler','shift':3.0",
                "'_class_name':'FlowMatchEulerDiscreteScheduler','stochastic_sampling':true",
                "'_class_name':'FlowMatchEulerDiscreteScheduler','use_dynamic_shifting':true",
                "'_class_name':'DDIMScheduler','prediction_type':'v_prediction'",
                "'_class_name':'DDIMScheduler','prediction_type':'v_prediction','eta':0.7",
                "'_class_name':'DPMSolverMultistepScheduler','prediction_type':'v_prediction'",
                "'_class_name':'DPMSolverMultistepScheduler','prediction_type':'sample',"
                        + "'solver_order':3,'use_karras_sigmas':true",
                "'_class_name':'DPMSolverMultistepScheduler','prediction_type':'v_prediction',"
                        + "'algorithm_type':'sde-dpmsolver++'",
                "'_class_name':'UniPCMultistepScheduler','prediction_type':'v_prediction'",
                "'_class_name':'UniPCMultistepScheduler','use_flow_sigmas':true,"
                        + "'prediction_type':'flow_prediction','solver_order':3"
            })
    void resumesBitForBitAtEveryStep(String scheduler) {
        int steps = 6;
        GenerationParams params = params("red circle", steps, "", 1);
        try (Sd3StepModel model = load(scheduler, true)) {
            List<Snapshot> snapshots = new ArrayList<>();
            float[] whole;
            try (Sd3Generation generation = model.begin(params, null)) {
                for (int i = 0; i < steps; i++) {
                    snapshots.add(model.snapshot(generation));
                    step(model, List.of(generation));
                }
                whole = latents(model, generation);
            }
            for (Snapshot snapshot : snapshots) {
                try (Sd3Generation resumed = model.begin(params, snapshot)) {
                    while (!resumed.isDone()) {
                        step(model, List.of(resumed));
                    }
                    assertThat(latents(model, resumed))
                            .as("from step %d", snapshot.step())
                            .containsExactly(whole);
                }
            }
        }
    }

    @Test
    void companyOfOtherSamplersChangesNothing() {
        List<GenerationParams> all =
                List.of(
                        params("red circle", 6, UNIPC, 1),
                        params("blue", 9, DPM, 2),
                        params("circle", 7, "", 3),
                        params("red", 5, UNIPC, 4),
                        params("blue circle", 8, EULER, 5));
        for (boolean deterministic : new boolean[] {true, false}) {
            try (Sd3StepModel model = load(flow(), deterministic)) {
                List<float[]> alone = new ArrayList<>();
                for (GenerationParams one : all) {
                    alone.addAll(run(model, List.of(one)));
                }

                List<float[]> together = run(model, all);

                for (int i = 0; i < all.size(); i++) {
                    Expected.assertClose(
                            all.get(i).scheduler(),
                            together.get(i),
                            alone.get(i),
                            deterministic ? 0 : 1e-5);
                }
            }
        }
    }

    @Test
    void samplersGiveDifferentPicturesOfTheSameScene() {
        try (Sd3StepModel model = load(flow(), true)) {
            float[] bundle = run(model, List.of(params("red circle", 40, "", 1))).get(0);
            float[] euler = run(model, List.of(params("red circle", 40, EULER, 1))).get(0);
            float[] dpm = run(model, List.of(params("red circle", 40, DPM, 1))).get(0);
            float[] unipc = run(model, List.of(params("red circle", 40, UNIPC, 1))).get(0);

            assertThat(euler).containsExactly(bundle);
            assertThat(dpm).isNotEqualTo(euler);
            assertThat(unipc).isNotEqualTo(dpm);
            Expected.assertClose("dpm", dpm, euler, 0.2);
            Expected.assertClose("unipc", unipc, euler, 0.2);
        }
    }

    @Test
    void historyIsPartOfASnapshot() {
        GenerationParams params = params("red", 6, UNIPC, 1);
        try (Sd3StepModel model = load(flow(), true);
                Sd3Generation generation = model.begin(params, null)) {
            step(model, List.of(generation));
            Snapshot snapshot = model.snapshot(generation);
            assertThat(snapshot.tensors().keySet())
                    .containsExactlyInAnyOrder("latents", "history.0", "history.1", "history.2");

            Map<String, HostTensor> some = new HashMap<>(snapshot.tensors());
            some.remove("history.1");
            assertThatThrownBy(() -> model.begin(params, new Snapshot(1, some)))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("history.1");
        }
    }

    @Test
    void nativeMemoryStaysFlat() {
        GenerationParams params = params("red", 60, UNIPC, 1);
        try (Sd3StepModel model = load(flow(), false);
                Sd3Generation generation = model.begin(params, null)) {
            for (int i = 0; i < 20; i++) {
                step(model, List.of(generation));
            }
            int arrays = generation.latents().getManager().getManagedArrays().size();
            int weights = model.weightManager().getManagedArrays().size();
            for (int i = 0; i < 11; i++) {
                step(model, List.of(generation));
            }

            assertThat(generation.latents().getManager().getManagedArrays()).hasSize(arrays);
            assertThat(model.weightManager().getManagedArrays()).hasSize(weights);
        }
    }

    @Test
    void refusesSamplersOfOtherModels() {
        try (Sd3StepModel model = load(flow(), false)) {
            assertThatThrownBy(() -> model.begin(params("red", 4, "DDIMScheduler", 1), null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("scheduler is DDIMScheduler");
        }
    }

    private Sd3StepModel load(String scheduler, boolean deterministic) {
        Path bundle = TinyBundle.write(directory, "F32", false);
        TinyBundle.text(bundle, "scheduler/scheduler_config.json", "{" + scheduler + "}");
        return (Sd3StepModel)
                StepModels.load(
                        bundle, Device.cpu(), new EngineConfig(deterministic, ComputeType.FLOAT32));
    }

    private static String flow() {
        return "'_class_name':'" + EULER + "','shift':3.0";
    }

    private static GenerationParams params(String prompt, int steps, String scheduler, long seed) {
        return new GenerationParams(
                prompt, "", 8, 8, steps, 2.5, seed, scheduler, StepCacheSpec.OFF, null);
    }

    /** Runs generations in one batch until each is done. */
    private static List<float[]> run(Sd3StepModel model, List<GenerationParams> params) {
        List<Sd3Generation> all = params.stream().map(one -> model.begin(one, null)).toList();
        List<Sd3Generation> open = all;
        while (!open.isEmpty()) {
            step(model, open);
            open = open.stream().filter(g -> !g.isDone()).toList();
        }
        List<float[]> results = all.stream().map(g -> latents(model, g)).toList();
        all.forEach(Sd3Generation::close);
        return results;
    }

    private static void step(Sd3StepModel model, List<Sd3Generation> batch) {
        assertThat(model.step(batch)).allSatisfy(r -> assertThat(r.failure()).isNull());
    }

    private static float[] latents(Sd3StepModel model, Sd3Generation generation) {
        return model.snapshot(generation).tensors().get("latents").toFloats();
    }
}
