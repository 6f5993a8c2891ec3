package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.TinyBundle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Previews show where the path of the latents leads, and leave it alone. */
class Sd3PreviewTest {

    private static final EngineConfig EXACTLY = new EngineConfig(true, ComputeType.FLOAT32);
    private static final int STEPS = 9;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"1.0", "2.5"})
    void aPreviewIsWhereTheVelocityLeads(double guidance) throws IOException {
        GenerationParams params = params(guidance, "");
        try (Sd3StepModel model = load();
                Sd3Generation generation = model.begin(params, null);
                Sd3Generation plain = model.begin(params, null)) {
            generation.preview(new PreviewSteps(3, 6));
            float[] before = new float[0];
            List<Integer> shown = new ArrayList<>();
            while (!generation.isDone()) {
                before = generation.latents().toFloatArray();
                double sigma = generation.sigma();
                model.step(List.of(generation));
                model.step(List.of(plain));
                PendingPreview pending = model.preview(generation);
                if (pending != null) {
                    Preview preview = pending.encode();
                    shown.add(preview.step());
                    float[] after = generation.latents().toFloatArray();
                    assertPicture(preview, before, after, sigma, generation.sigma());
                    assertThat(model.preview(generation)).as("a second time").isNull();
                }
            }

            assertThat(shown).containsExactly(3, 6);
            assertThat(model.preview(plain)).isNull();
            assertThat(generation.latents().toFloatArray())
                    .containsExactly(plain.latents().toFloatArray());
            assertThat(generation.latents().getManager().getManagedArrays())
                    .hasSameSizeAs(plain.latents().getManager().getManagedArrays());
        }
    }

    /** From both ends of a step alone: the line through them, where there is no noise. */
    private static void assertPicture(
            Preview preview, float[] before, float[] after, double from, double to)
            throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(preview.data()));
        int plane = image.getWidth() * image.getHeight();
        assertThat(plane).isEqualTo(preview.width() * preview.height());
        for (int i = 0; i < plane; i++) {
            int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            for (int channel = 0; channel < 3; channel++) {
                int at = channel * plane + i;
                double slope = (after[at] - before[at]) / (to - from);
                double value = Math.max(-1, Math.min(1, before[at] - from * slope));
                assertThat((rgb >> (16 - 8 * channel)) & 0xff)
                        .isBetween(
                                (int) Math.floor((value + 1) * 127.5 - 0.51),
                                (int) Math.ceil((value + 1) * 127.5 + 0.51));
            }
        }
    }

    @Test
    void everySamplerShowsPictures() {
        for (String sampler : List.of("DPMSolverMultistepScheduler", "UniPCMultistepScheduler")) {
            try (Sd3StepModel model = load();
                    Sd3Generation generation = model.begin(params(2.5, sampler), null)) {
                generation.preview(new PreviewSteps(STEPS - 1));
                for (int i = 0; i < STEPS - 1; i++) {
                    model.step(List.of(generation));
                }
                assertThat(model.preview(generation)).as(sampler).isNotNull();
            }
        }
    }

    @Test
    void aLargePreviewIsScaledDownAndFitsIntoAnEvent() {
        int side = 1024;
        float[] noise = new float[3 * side * side / 2];
        Random random = new Random(5);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat() * 2 - 1;
        }
        Preview preview = new Sd3Preview(4, noise, side, side / 2).encode();

        assertThat(preview.step()).isEqualTo(4);
        assertThat(preview.width()).isEqualTo(2 * preview.height()).isLessThanOrEqualTo(256);
        assertThat(preview.data().length).isLessThanOrEqualTo(128 << 10);
    }

    private Sd3StepModel load() {
        Path bundle =
                directory.resolve("model_index.json").toFile().exists()
                        ? directory
                        : TinyBundle.write(directory, "F32", false);
        return (Sd3StepModel) StepModels.load(bundle, Device.cpu(), EXACTLY);
    }

    private static GenerationParams params(double guidance, String sampler) {
        return new GenerationParams(
                "red circle", "", 8, 8, STEPS, guidance, 1, sampler, StepCacheSpec.OFF, null);
    }
}
