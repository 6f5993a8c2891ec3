package io.omniflow.engine.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.image.PictureQuality;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The bundle that ships paints nearly the same pictures in bfloat16 as in float32. */
class ShapesBfloat16Test {

    private static final Path BUNDLE = Path.of("..", "..", "deploy", "models", "shapes");

    private static final List<String> CAPTIONS =
            List.of(
                    "a big red circle on a blue background",
                    "a small yellow square on a black background",
                    "a big white ring on a green background",
                    "a small purple triangle on a white background");

    @Test
    void picturesAreNearThoseOfFloat32() throws IOException {
        List<BufferedImage> wide = paint(ComputeType.FLOAT32);
        List<BufferedImage> narrow = paint(ComputeType.BFLOAT16);

        for (int i = 0; i < CAPTIONS.size(); i++) {
            double psnr = PictureQuality.psnr(wide.get(i), narrow.get(i));
            System.out.printf("bfloat16: %.1f dB, %s%n", psnr, CAPTIONS.get(i));
            assertThat(psnr)
                    .as(CAPTIONS.get(i))
                    .isBetween(35.0, PictureQuality.MOST_DECIBELS - 0.1);
        }
    }

    private static List<BufferedImage> paint(ComputeType type) throws IOException {
        EngineConfig config = new EngineConfig(false, type);
        try (StepModel<?> model = StepModels.load(BUNDLE, Device.cpu(), config)) {
            return paint(model);
        }
    }

    private static <G extends Generation> List<BufferedImage> paint(StepModel<G> model)
            throws IOException {
        List<G> batch = new ArrayList<>();
        for (int i = 0; i < CAPTIONS.size(); i++) {
            batch.add(
                    model.begin(
                            new GenerationParams(CAPTIONS.get(i), "", 32, 32, 20, 2.5, i), null));
        }
        while (!batch.get(0).isDone()) {
            model.step(batch);
        }
        List<BufferedImage> pictures = new ArrayList<>();
        for (G generation : batch) {
            byte[] png = model.finish(generation).encode().data();
            pictures.add(ImageIO.read(new ByteArrayInputStream(png)));
            generation.close();
        }
        return pictures;
    }
}
