package io.omniflow.engine.sd3;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.Expected;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten steps from prompt to picture against diffusers, in both modes. */
class Sd3LoopParityTest {

    private static final String PROMPT = "a big red circle on a blue background";

    @ParameterizedTest
    @CsvSource({
        "bundle, expected, 8x8, false",
        "bundle, expected, 8x8, true",
        "bundle-rms, expected-rms, 8x4, false",
        "bundle-rms, expected-rms, 4x8, true",
        "bundle-dual, expected-dual, 8x8, true"
    })
    void latentsOfEveryStep(String bundle, String file, String size, boolean deterministic) {
        Expected expected = Expected.read(file + ".safetensors");
        String prefix = "loop." + size + ".";
        long[] shape = expected.shape(prefix + "in.noise");
        GenerationParams params =
                new GenerationParams(PROMPT, "", (int) shape[3], (int) shape[2], 10, 2.5, 0);
        HostTensor noise = HostTensor.of(shape, expected.floats(prefix + "in.noise"));
        try (Sd3StepModel model =
                        (Sd3StepModel)
                                StepModels.load(
                                        Expected.FIXTURES.resolve(bundle),
                                        Device.cpu(),
                                        new EngineConfig(deterministic, ComputeType.FLOAT32));
                Sd3Generation generation =
                        model.begin(params, new Snapshot(0, Map.of("latents", noise)))) {
            for (int i = 0; i < 10; i++) {
                model.step(List.of(generation));
                expected.assertClose(prefix + "latents" + i, generation.latents().toFloatArray());
            }
        }
    }
}
