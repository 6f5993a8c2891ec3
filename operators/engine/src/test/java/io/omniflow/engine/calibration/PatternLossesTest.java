package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternLossesTest {

    private static final int STEPS = 10;

    private static final List<GenerationParams> PICTURES =
            List.of(picture("a red circle", 1), picture("blue", 2));

    @TempDir Path bundle;

    @Test
    void measuresWhatOneForecastStepLoses() {
        TinyBundle.write(bundle, "F32", false);
        AtomicLong done = new AtomicLong();
        try (StepModel<?> model =
                StepModels.load(
                        bundle, Device.cpu(), new EngineConfig(true, ComputeType.FLOAT32, 0, 0))) {
            double[] losses = new PatternLosses<>(model, done::addAndGet).measure(PICTURES, STEPS);

            for (int step : new int[] {2, 4, 6, 8}) {
                assertThat(losses[step]).isPositive();
                assertThat(losses[step]).isCloseTo(loss(model, step), within(1e-9));
            }
            assertThat(losses[0]).isZero();
            assertThat(losses[1]).isZero();
            assertThat(losses[5]).isCloseTo(Math.sqrt(losses[4] * losses[6]), within(1e-9));
            assertThat(losses[9]).isZero();
            assertThat(done).hasValue(PatternLosses.work(PICTURES.size(), STEPS));
        }
    }

    private static double loss(StepModel<?> model, int step) {
        double sum = 0;
        for (GenerationParams picture : PICTURES) {
            float[] exact = latents(model, picture);
            String pattern = "1".repeat(step) + "0" + "1".repeat(STEPS - step - 1);
            StepCacheLimits limits = new StepCacheLimits(1, 0, 0, 0, 1, 0, 1);
            StepCacheSpec spec = new StepCacheSpec(StepCacheKind.TAYLOR, 0, pattern, limits, "", 1);
            float[] forecast = latents(model, picture.withStepCache(spec));
            double squares = 0;
            for (int i = 0; i < exact.length; i++) {
                squares += Math.pow((double) exact[i] - forecast[i], 2);
            }
            sum += Math.sqrt(squares / exact.length);
        }
        return sum / PICTURES.size();
    }

    private static <G extends Generation> float[] latents(
            StepModel<G> model, GenerationParams picture) {
        try (G generation = model.begin(picture, null)) {
            while (!generation.isDone()) {
                model.step(List.of(generation));
            }
            return model.snapshot(generation).tensors().get("latents").toFloats();
        }
    }

    private static GenerationParams picture(String prompt, long seed) {
        return new GenerationParams(prompt, "", 8, 8, STEPS, 2.5, seed);
    }
}
