package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.InitImage;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.Expected;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generations that start from a picture, against diffusers and against themselves. */
class Sd3ImageToImageTest {

    private static final Path FIXTURES = Expected.FIXTURES.resolveSibling("img2img");
    private static final Path PIXELS = Expected.FIXTURES.resolve("bundle");
    private static final Path PUBLISHED =
            Expected.FIXTURES.resolveSibling("sd3-published").resolve("bundle");

    private static final EngineConfig DETERMINISTIC = new EngineConfig(true, ComputeType.FLOAT32);

    @ParameterizedTest
    @CsvSource({
        "0, FlowMatchEulerDiscreteScheduler, 10, 0.6, 6",
        "1, FlowMatchEulerDiscreteScheduler, 10, 1.0, 10",
        "2, FlowMatchEulerDiscreteScheduler, 7, 0.01, 1",
        "3, DPMSolverMultistepScheduler, 10, 0.6, 6",
        "4, UniPCMultistepScheduler, 10, 0.75, 8"
    })
    void pixelsGoTheWayOfDiffusers(
            int index, String scheduler, int steps, double strength, int taken) throws IOException {
        GenerationParams params = pixels(scheduler, steps, strength);
        try (Sd3StepModel model = load(PIXELS);
                Sd3Generation generation = model.begin(params, null)) {
            assertThat(generation.steps()).isEqualTo(taken);
            FloatBuffer latents = FloatBuffer.allocate((taken + 1) * 192);
            latents.put(generation.latents().toFloatArray());
            follow(model, generation, latents);
            expected().assertClose("pixels." + index, latents.array());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 0.6, 3", "1, 4, 1.0, 4"})
    void encodedPicturesGoTheWayOfThePipeline(int index, int steps, double strength, int taken)
            throws IOException {
        GenerationParams params =
                params(
                        "A photograph of an astronaut riding a horse",
                        32,
                        steps,
                        "",
                        new InitImage(picture("latents"), strength));
        try (Sd3StepModel model = load(PUBLISHED);
                Sd3Generation generation = model.begin(params, null)) {
            assertThat(generation.steps()).isEqualTo(taken);
            float[] rows = expected().floats("latents." + index);
            float[] start = Arrays.copyOf(rows, 256);
            Expected.assertClose("start", generation.latents().toFloatArray(), start, 1e-6);
            FloatBuffer latents = FloatBuffer.allocate((taken + 1) * 256).put(start);
            follow(model, generation, latents);
            expected().assertClose("latents." + index, latents.array());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FlowMatchEulerDiscreteScheduler",
        "DPMSolverMultistepScheduler",
        "UniPCMultistepScheduler"
    })
    void resumesBitForBitAtEveryStep(String scheduler) throws IOException {
        GenerationParams params = pixels(scheduler, 7, 0.7);
        try (Sd3StepModel model = load(PIXELS)) {
            float[] whole = finish(model, params, null);
            for (int at = 0; at <= 5; at++) {
                Snapshot snapshot;
                try (Sd3Generation generation = model.begin(params, null)) {
                    step(model, generation, at);
                    snapshot = model.snapshot(generation);
                }
                assertThat(finish(model, params, snapshot)).containsExactly(whole);
            }
        }
    }

    @Test
    void refusesPicturesOfOtherSizes() throws IOException {
        InitImage large = new InitImage(picture("latents"), 0.5);
        try (Sd3StepModel model = load(PIXELS)) {
            assertThatThrownBy(() -> model.begin(params("red", 8, 4, "", large), null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("image is 32x32 pixels, expected 8x8");
        }
    }

    private static GenerationParams pixels(String scheduler, int steps, double strength)
            throws IOException {
        return params(
                "a big red circle on a blue background",
                8,
                steps,
                scheduler,
                new InitImage(picture("pixels"), strength));
    }

    private static GenerationParams params(
            String prompt, int side, int steps, String scheduler, InitImage init) {
        return new GenerationParams(
                prompt, "", side, side, steps, 2.5, 11, scheduler, StepCacheSpec.OFF, init);
    }

    private static Sd3StepModel load(Path bundle) {
        return (Sd3StepModel) StepModels.load(bundle, Device.cpu(), DETERMINISTIC);
    }

    private static Expected expected() {
        return Expected.read(FIXTURES.resolve("expected.safetensors"));
    }

    private static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(FIXTURES.resolve(name + ".png"));
    }

    private static void follow(Sd3StepModel model, Sd3Generation generation, FloatBuffer into) {
        while (!generation.isDone()) {
            step(model, generation, 1);
            into.put(generation.latents().toFloatArray());
        }
    }

    private static float[] finish(Sd3StepModel model, GenerationParams params, Snapshot from) {
        try (Sd3Generation generation = model.begin(params, from)) {
            step(model, generation, generation.steps() - generation.step());
            return generation.latents().toFloatArray();
        }
    }

    private static void step(Sd3StepModel model, Sd3Generation generation, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(model.step(List.of(generation)).get(0).failure()).isNull();
        }
    }
}
