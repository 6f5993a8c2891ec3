package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.Expected;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From prompt to PNG in the published layout, against diffusers' StableDiffusion3Pipeline. */
class Sd3PipelineParityTest {

    private static final Path BUNDLE =
            Expected.FIXTURES.resolveSibling("sd3-published").resolve("bundle");
    private static final String PROMPT = "A photograph of an astronaut riding a horse";
    private static final String NEGATIVE =
            "an oil painting of a small red house, isn't it beautiful?! Yes!";
    private static final int STEPS = 5;

    private Sd3StepModel model;

    @BeforeEach
    void load() {
        model = (Sd3StepModel) StepModels.load(BUNDLE, Device.cpu(), EngineConfig.DEFAULT);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"32, 32, 1", "16, 32, 7"})
    void fromPromptToPicture(int height, int width, long seed) throws IOException {
        Expected expected = Expected.read("../sd3-published/expected.safetensors");
        // The latents of all steps: guidance enlarges what rounding left in any of them.
        String name = "picture." + height + "x" + width;
        try (Sd3Generation generation = model.begin(params(height, width, seed), null)) {
            FloatBuffer latents = FloatBuffer.allocate(expected.floats(name + ".latents").length);
            for (int i = 0; i < STEPS; i++) {
                model.step(List.of(generation));
                latents.put(generation.latents().toFloatArray());
            }
            expected.assertClose(name + ".latents", latents.array());
            Output output = model.finish(generation).encode();

            assertThat(output.width()).isEqualTo(width);
            assertThat(output.height()).isEqualTo(height);
            assertPixels(output.data(), expected.floats(name + ".pixels"), height, width);
        }
    }

    @Test
    void saysSizesInPixels() {
        ModelBundle bundle = ModelBundle.inspect(BUNDLE);

        assertThat(bundle.sizeMultiple()).isEqualTo(8);
        assertThat(bundle.defaultWidth()).isEqualTo(32);
        assertThat(bundle.maxSide()).isEqualTo(48);
    }

    @Test
    void aPictureThatIsNotFiniteFailsAlone() {
        GenerationParams params = params(32, 32, 1);
        float[] bad = new float[4 * 8 * 8];
        bad[17] = Float.NaN;
        Snapshot poisoned =
                new Snapshot(STEPS, Map.of("latents", HostTensor.of(new long[] {1, 4, 8, 8}, bad)));
        Snapshot sound =
                new Snapshot(
                        STEPS,
                        Map.of("latents", HostTensor.of(new long[] {1, 4, 8, 8}, new float[256])));

        try (Sd3Generation failing = model.begin(params, poisoned);
                Sd3Generation other = model.begin(params, sound)) {
            assertThatThrownBy(() -> model.finish(failing))
                    .isInstanceOfSatisfying(
                            CoreModuleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE));
            assertThat(model.finish(other).encode().data()).isNotEmpty();
        }
    }

    private static GenerationParams params(int height, int width, long seed) {
        return new GenerationParams(PROMPT, NEGATIVE, width, height, STEPS, 3.0, seed);
    }

    /** Expects values from 0 to 1, plane by plane. */
    private static void assertPixels(byte[] png, float[] expected, int height, int width)
            throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        for (int i = 0; i < expected.length; i++) {
            int at = i % (height * width);
            int shift = 16 - 8 * (i / (height * width));
            int level = image.getRGB(at % width, at / width) >> shift & 0xff;
            assertThat((double) level)
                    .as("value %d", i)
                    .isBetween(255 * expected[i] - 1.0, 255 * expected[i] + 1.0);
        }
    }
}
