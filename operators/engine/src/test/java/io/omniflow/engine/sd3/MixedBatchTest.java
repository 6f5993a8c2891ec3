package io.omniflow.engine.sd3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.ComputeType;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of continuous batching: pictures come at random times, with random step counts,
 * with and without guidance, and a random part of those there steps. Each is held to the same
 * picture painted alone.
 */
class MixedBatchTest {

    private static final Path SHAPES =
            Path.of("..", "..", "deploy", "models", "shapes").toAbsolutePath().normalize();

    private static final int MOST_AT_ONCE = 5;
    private static final double RELATIVE = 1e-5;

    /** Step caches whose decisions do not depend on values. */
    private static final List<StepCacheSpec> SAFE =
            List.of(
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.MASK, "fast"),
                    StepCacheSpec.OFF);

    /** Those, and some whose decisions do. */
    private static final List<StepCacheSpec> ALL =
            List.of(
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.EASY, 1.2),
                    StepCacheSpec.OFF,
                    StepCacheSpec.of(StepCacheKind.FIRST_BLOCK, 1.2),
                    StepCacheSpec.of(StepCacheKind.MASK, "fast"),
                    StepCacheSpec.of(StepCacheKind.TAYLOR, "fast"));

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void batchedEqualsAlone(int seed) {
        try (Sd3StepModel model = load(tiny(), false)) {
            new History(model, seed, 8, 12, 18, SAFE)
                    .run()
                    .forEach(pair -> assertClose(pair[0], pair[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void deterministicBatchesEqualAloneBitForBit(int seed) {
        try (Sd3StepModel model = load(tiny(), true)) {
            new History(model, seed, 8, 12, 18, ALL)
                    .run()
                    .forEach(pair -> assertThat(pair[1]).containsExactly(pair[0]));
        }
    }

    @Test
    void batchedEqualsAloneWithTheShippedModel() {
        try (Sd3StepModel model = load(SHAPES, false)) {
            new History(model, 7, 32, 6, 10, SAFE)
                    .run()
                    .forEach(pair -> assertClose(pair[0], pair[1]));
        }
    }

    @Test
    void deterministicBatchesOfTheShippedModelEqualAloneBitForBit() {
        try (Sd3StepModel model = load(SHAPES, true)) {
            new History(model, 8, 32, 6, 12, ALL)
                    .run()
                    .forEach(pair -> assertThat(pair[1]).containsExactly(pair[0]));
        }
    }

    private Path tiny() {
        return TinyBundle.write(directory, "F32", false);
    }

    private static Sd3StepModel load(Path bundle, boolean deterministic) {
        return (Sd3StepModel)
                StepModels.load(
                        bundle, Device.cpu(), new EngineConfig(deterministic, ComputeType.FLOAT32));
    }

    private static void assertClose(float[] alone, float[] batched) {
        double scale = 0;
        for (float value : alone) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < alone.length; i++) {
            assertThat((double) batched[i]).isCloseTo(alone[i], Offset.offset(RELATIVE * scale));
        }
    }

    /** One history. */
    private static final class History {

        private final Sd3StepModel model;
        private final Random random;
        private final int side;
        private final int pictures;
        private final int mostSteps;
        private final List<Sd3Generation> open = new ArrayList<>();
        private final List<float[][]> results = new ArrayList<>();

        private final List<StepCacheSpec> caches;

        History(
                Sd3StepModel model,
                int seed,
                int side,
                int pictures,
                int mostSteps,
                List<StepCacheSpec> caches) {
            this.caches = caches;
            this.model = model;
            this.random = new Random(seed);
            this.side = side;
            this.pictures = pictures;
            this.mostSteps = mostSteps;
        }

        /** Returns the latents of each picture, alone and in company. */
        List<float[][]> run() {
            int begun = 0;
            while (results.size() < pictures) {
                if (begun < pictures && open.size() < MOST_AT_ONCE && random.nextInt(3) > 0) {
                    open.add(model.begin(params(begun++), null));
                }
                step();
                open.removeIf(this::collect);
            }
            return results;
        }

        private void step() {
            List<Sd3Generation> batch = new ArrayList<>(open);
            batch.removeIf(member -> random.nextInt(4) == 0);
            if (!batch.isEmpty()) {
                assertThat(model.step(batch)).allMatch(report -> report.failure() == null);
            }
        }

        private boolean collect(Sd3Generation generation) {
            if (!generation.isDone()) {
                return false;
            }
            results.add(new float[][] {alone(generation.params()), latents(generation)});
            generation.close();
            return true;
        }

        private float[] alone(GenerationParams params) {
            try (Sd3Generation generation = model.begin(params, null)) {
                while (!generation.isDone()) {
                    model.step(List.of(generation));
                }
                return latents(generation);
            }
        }

        private float[] latents(Sd3Generation generation) {
            Snapshot snapshot = model.snapshot(generation);
            return snapshot.tensors().get("latents").toFloats();
        }

        private GenerationParams params(int number) {
            double guidance = random.nextInt(3) == 0 ? 1 : 1.5 + random.nextInt(4);
            GenerationParams params =
                    new GenerationParams(
                            "a red circle",
                            random.nextBoolean() ? "" : "blue",
                            side,
                            side,
                            2 + random.nextInt(mostSteps - 1),
                            guidance,
                            number);
            return params.withStepCache(caches.get(number % caches.size()));
        }
    }
}
