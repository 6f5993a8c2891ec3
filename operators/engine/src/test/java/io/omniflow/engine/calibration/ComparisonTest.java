package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.image.PictureQuality;
import io.omniflow.engine.testing.TinyBundle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against pictures painted one by one. */
class ComparisonTest {

    private static final int PICTURES = 21;
    private static final Setting FULL = new Setting("", 12, StepCacheSpec.OFF);
    private static final Setting HALF = new Setting("", 6, StepCacheSpec.OFF);

    @TempDir static Path bundle;

    private static StepModel<?> model;

    @BeforeAll
    static void load() {
        TinyBundle.write(bundle, "F32", false);
        model = StepModels.load(bundle, Device.cpu(), EngineConfig.DEFAULT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void figuresAreThoseOfThePictures() throws IOException {
        List<GenerationParams> pictures = pictures();
        List<Double> psnr = new ArrayList<>();
        double ssim = 0;
        for (GenerationParams picture : pictures) {
            PictureQuality quality =
                    PictureQuality.of(
                            paint(model, FULL.of(picture)), paint(model, HALF.of(picture)));
            psnr.add(quality.psnr());
            ssim += quality.ssim() / PICTURES;
        }
        psnr.sort(null);
        double mean = psnr.stream().mapToDouble(p -> p).average().orElseThrow();
        List<Integer> judged = new ArrayList<>();
        List<Long> progress = new ArrayList<>();

        Comparison.Result result =
                new Comparison(Painter.onCpu(model), FULL, List.of(HALF, FULL))
                        .run(
                                pictures,
                                (index, picture) -> judged.add(index) && index % 3 == 0,
                                (done, all) -> {
                                    progress.add(done);
                                    assertThat(all).isEqualTo(PICTURES * (12 + 6 + 12));
                                });

        Figures half = result.settings().get(0);
        assertThat(half.evaluations()).isCloseTo(0.5, within(1e-12));
        assertThat(half.time()).isPositive();
        // A batch may move a value by one grey level.
        assertThat(half.psnrMean()).isCloseTo(mean, within(0.2));
        assertThat(half.psnrP5()).isCloseTo(psnr.get(1), within(0.2));
        assertThat(half.ssim()).isCloseTo(ssim, within(0.01));
        assertThat(half.accepted()).isEqualTo(7.0 / 21);
        assertThat(half.psnrMean()).isLessThan(59);

        Figures same = result.settings().get(1);
        assertThat(same.psnrP5()).isEqualTo(60);
        assertThat(same.evaluations()).isEqualTo(1);
        assertThat(result.reference()).isEqualTo(new Figures(1, 1, 60, 60, 1, 7.0 / 21));
        assertThat(judged).hasSize(3 * PICTURES);
        assertThat(progress).isSorted().last().isEqualTo(PICTURES * 30L);
    }

    @Test
    void nothingToPaintIsRefused() {
        Comparison comparison = new Comparison(Painter.onCpu(model), FULL, List.of());

        assertThatThrownBy(() -> comparison.run(List.of(), PictureJudge.NONE, (d, a) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<GenerationParams> pictures() {
        List<GenerationParams> pictures = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            pictures.add(new GenerationParams("red", "", 8, 8, 1, 2.5, i));
        }
        return pictures;
    }

    private static <G extends Generation> BufferedImage paint(
            StepModel<G> model, GenerationParams params) throws IOException {
        G generation = model.begin(params, null);
        while (!generation.isDone()) {
            model.step(List.of(generation));
        }
        byte[] png = model.finish(generation).encode().data();
        generation.close();
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
