package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.Expected;
import io.omniflow.engine.testing.Published;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a prompt and a seed to a picture, against diffusers' whole pipeline. */
class PublishedLoopParityTest {

    private static final String PROMPT = "A photograph of an astronaut riding a horse";
    private static final String NEGATIVE =
            "an oil painting of a small red house, isn't it beautiful?! Yes!";
    private static final int STEPS = 5;

    @ParameterizedTest
    @CsvSource({"32, 32, 1", "16, 32, 7"})
    void latentsOfEveryStepAndThePicture(int height, int width, long seed) throws IOException {
        Expected expected = Published.expected();
        String prefix = "picture." + height + "x" + width + ".";
        GenerationParams params =
                new GenerationParams(PROMPT, NEGATIVE, width, height, STEPS, 3.0, seed);
        try (Sd3StepModel model =
                        (Sd3StepModel)
                                StepModels.load(
                                        Published.BUNDLE, Device.cpu(), EngineConfig.DEFAULT);
                Sd3Generation generation = model.begin(params, null)) {
            float[] latents = expected.floats(prefix + "latents");
            int size = latents.length / STEPS;
            for (int i = 0; i < STEPS; i++) {
                model.step(List.of(generation));
                Expected.assertClose(
                        prefix + i,
                        generation.latents().toFloatArray(),
                        Arrays.copyOfRange(latents, i * size, (i + 1) * size),
                        1e-4);
            }
            Output output = model.finish(generation).encode();
            assertThat(output.warnings()).isEmpty();
            assertPicture(output, expected.floats(prefix + "pixels"), width, height);
        }
    }

    /** The reference's values are from 0 to 1; rounding may differ by one level. */
    private static void assertPicture(Output output, float[] pixels, int width, int height)
            throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(output.data()));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        float[] levels = new float[pixels.length];
        for (int i = 0; i < levels.length; i++) {
            int at = i % (width * height);
            int shift = 16 - 8 * (i / (width * height));
            levels[i] = (image.getRGB(at % width, at / width) >> shift & 0xff) / 255f;
        }
        Expected.assertClose("pixels", levels, pixels, 1.01 / 255);
    }
}
