package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.StepReport;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value that is not finite ends its own picture, whatever the sampler and the step cache. */
class NotFiniteTest {

    private static final int STEPS = 12;

    private static final List<StepCacheSpec> CACHES =
            List.of(
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.EASY, 1.2),
                    StepCacheSpec.of(StepCacheKind.FIRST_BLOCK, 1.2),
                    StepCacheSpec.of(StepCacheKind.MASK, "ultra"),
                    StepCacheSpec.of(StepCacheKind.TAYLOR, "ultra"));

    @TempDir Path directory;
    private Path bundle;
    private Sd3StepModel model;

    @BeforeEach
    void load() {
        bundle = TinyBundle.write(directory, "F32", false);
        model = (Sd3StepModel) StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void thereAreSeveralSamplers() {
        assertThat(ModelBundle.inspect(bundle).schedulers()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void onlyThePictureThatHasItFails(float value) {
        for (String sampler : ModelBundle.inspect(bundle).schedulers()) {
            for (StepCacheSpec cache : CACHES) {
                for (int at : new int[] {0, 4, 7}) {
                    failsAlone(params(sampler, cache), at, value);
                }
            }
        }
    }

    private void failsAlone(GenerationParams params, int at, float value) {
        try (Sd3Generation good = model.begin(params, null)) {
            step(good, at);
            Snapshot poisoned = poison(model.snapshot(good), value);
            try (Sd3Generation bad = model.begin(params, poisoned)) {
                List<StepReport> reports = model.step(List.of(bad, good));

                assertThat(reports.get(0).failure())
                        .as("%s after %d steps", params, at)
                        .hasMessageContaining("step " + (at + 1) + " of " + STEPS)
                        .extracting("code")
                        .isEqualTo(ErrorCode.NOT_FINITE);
                assertThat(reports.get(1).failure()).isNull();
                assertThat(bad.step()).isEqualTo(at);
            }
            step(good, STEPS - at - 1);
            assertThat(good.isDone()).isTrue();
        }
    }

    private void step(Sd3Generation generation, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(model.step(List.of(generation)).get(0).failure()).isNull();
        }
    }

    private static Snapshot poison(Snapshot snapshot, float value) {
        Map<String, HostTensor> tensors = new HashMap<>(snapshot.tensors());
        HostTensor latents = tensors.get("latents");
        float[] values = latents.toFloats();
        values[17] = value;
        tensors.put("latents", HostTensor.of(latents.shape(), values));
        return new Snapshot(snapshot.step(), tensors, snapshot.scalars(), snapshot.pattern());
    }

    private static GenerationParams params(String sampler, StepCacheSpec cache) {
        return new GenerationParams("red circle", "", 8, 8, STEPS, 2.5, 1, sampler, cache, null);
    }
}
