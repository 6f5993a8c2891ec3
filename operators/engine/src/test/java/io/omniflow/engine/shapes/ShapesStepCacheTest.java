package io.omniflow.engine.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.Output;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The step caches that need no calibration, on the model that ships. */
class ShapesStepCacheTest {

    private static final Path BUNDLE = Path.of("../../deploy/models/shapes");
    private static final int STEPS = 12;

    private static final List<StepCacheSpec> POLICIES =
            List.of(
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.EASY, 0.2),
                    StepCacheSpec.of(StepCacheKind.FIRST_BLOCK, 0.3),
                    StepCacheSpec.of(StepCacheKind.MASK, "fast"),
                    StepCacheSpec.of(StepCacheKind.TAYLOR, "medium"));

    @Test
    void everyByteIsTheSameInCompanyAndAfterAnInterruption() {
        try (StepModel<?> model = load(true);
                StepModel<?> other = load(true)) {
            List<Output> together = runTogether(model);
            for (int i = 0; i < POLICIES.size(); i++) {
                Output resumed = runInterrupted(model, other, i);

                assertThat(resumed.data()).isEqualTo(together.get(i).data());
                assertThat(together.get(i).stepCache().spared() > 0).isEqualTo(i > 0);
            }
        }
    }

    @Test
    void fixedPatternsStayWithinAGreyLevelInCompany() throws IOException {
        try (StepModel<?> model = load(false)) {
            List<Output> together = runTogether(model);
            for (int i = 0; i < POLICIES.size(); i++) {
                if (!POLICIES.get(i).kind().hasThreshold()) {
                    Output alone = runInterrupted(model, model, i);

                    assertThat(largestDifference(alone, together.get(i))).isLessThanOrEqualTo(1);
                    assertThat(alone.stepCache().pattern())
                            .isEqualTo(together.get(i).stepCache().pattern());
                }
            }
        }
    }

    private static <G extends Generation> List<Output> runTogether(StepModel<G> model) {
        List<G> all = new ArrayList<>();
        for (int i = 0; i < POLICIES.size(); i++) {
            all.add(model.begin(params(i), null));
        }
        for (List<G> open = all; !open.isEmpty(); ) {
            model.step(open);
            open = open.stream().filter(g -> !g.isDone()).toList();
        }
        List<Output> outputs = all.stream().map(g -> model.finish(g).encode()).toList();
        all.forEach(Generation::close);
        return outputs;
    }

    /** Runs one generation alone, and goes on with another model at two thirds. */
    private static <G extends Generation, H extends Generation> Output runInterrupted(
            StepModel<G> model, StepModel<H> other, int index) {
        Snapshot snapshot;
        try (G generation = model.begin(params(index), null)) {
            IntStream.range(0, STEPS * 2 / 3).forEach(i -> model.step(List.of(generation)));
            snapshot = model.snapshot(generation);
        }
        try (H generation = other.begin(params(index), snapshot)) {
            while (!generation.isDone()) {
                other.step(List.of(generation));
            }
            return other.finish(generation).encode();
        }
    }

    private static int largestDifference(Output one, Output other) throws IOException {
        BufferedImage a = ImageIO.read(new ByteArrayInputStream(one.data()));
        BufferedImage b = ImageIO.read(new ByteArrayInputStream(other.data()));
        int largest = 0;
        for (int at = 0; at < a.getWidth() * a.getHeight(); at++) {
            int p = a.getRGB(at % a.getWidth(), at / a.getWidth());
            int q = b.getRGB(at % a.getWidth(), at / a.getWidth());
            for (int shift = 0; shift < 24; shift += 8) {
                largest = Math.max(largest, Math.abs((p >> shift & 255) - (q >> shift & 255)));
            }
        }
        return largest;
    }

    private static GenerationParams params(int index) {
        return new GenerationParams(
                        "a big red circle on a blue background",
                        "",
                        32,
                        32,
                        STEPS + index,
                        2.5,
                        index)
                .withStepCache(POLICIES.get(index));
    }

    private static StepModel<?> load(boolean deterministic) {
        EngineConfig config = new EngineConfig(deterministic, ComputeType.FLOAT32);
        return StepModels.load(BUNDLE, Device.cpu(), config);
    }
}
