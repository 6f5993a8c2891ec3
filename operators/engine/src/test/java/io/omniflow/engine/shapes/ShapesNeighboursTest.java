package io.omniflow.engine.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose pictures the model that ships starts from: drawings stand for the neighbours' pictures. */
class ShapesNeighboursTest {

    private static final Path BUNDLE = Path.of("../../deploy/models/shapes");
    private static final ShapeTable TABLE = ShapeTable.of(BUNDLE).orElseThrow();
    private static final int STEPS = 20;
    private static final int PAIRS = 25;

    @Test
    void startsFromParaphrasesAndNeverFromSwaps() {
        List<ShapeScene> scenes = TABLE.scenes(PAIRS, 4711);
        int paraphrases = 0;
        try (StepModel<?> model = StepModels.load(BUNDLE, Device.cpu(), EngineConfig.DEFAULT)) {
            for (int i = 0; i < PAIRS; i++) {
                ShapeScene scene = scenes.get(i);
                ShapeScene swapped =
                        new ShapeScene(
                                scene.size(), scene.background(), scene.shape(), scene.color());
                paraphrases += isServed(model, scene, inOtherWords(scene), i) ? 1 : 0;
                assertThat(isServed(model, scene, swapped.caption(), i))
                        .as("%s from %s", swapped.caption(), scene.caption())
                        .isFalse();
            }
        }
        assertThat(paraphrases).isGreaterThanOrEqualTo(PAIRS * 3 / 4);
    }

    private static String inOtherWords(ShapeScene scene) {
        return String.format(
                "a %s %s in %s on a %s background",
                scene.size(), scene.shape(), scene.color(), scene.background());
    }

    private static <G extends Generation> boolean isServed(
            StepModel<G> model, ShapeScene neighbour, String prompt, long seed) {
        GenerationParams params = new GenerationParams(prompt, "", 32, 32, STEPS, 3, seed);
        FinalLatents latents =
                new FinalLatents(drawing(neighbour), embedding(model, neighbour.caption()));
        Neighbourhood near =
                new Neighbourhood(0.01, List.of(new Neighbour("n", neighbour.caption(), latents)));
        try (G generation = model.begin(params, null, near)) {
            return generation.steps() < STEPS;
        }
    }

    private static <G extends Generation> HalfTensor embedding(StepModel<G> model, String prompt) {
        GenerationParams shortest = new GenerationParams(prompt, "", 4, 4, 1, 1, 0);
        try (G generation = model.begin(shortest, null)) {
            model.step(List.of(generation));
            return model.finish(generation, true).encode().latents().embedding();
        }
    }

    private static HalfTensor drawing(ShapeScene scene) {
        double[] amounts = TABLE.coverage(scene.shape(), TABLE.sizes().get(scene.size()), 0, 0);
        double[] front = TABLE.colors().get(scene.color());
        double[] back = TABLE.colors().get(scene.background());
        float[] values = new float[3 * amounts.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i / amounts.length;
            double amount = amounts[i % amounts.length];
            double value = back[channel] + amount * (front[channel] - back[channel]);
            values[i] = (float) (value / 127.5 - 1);
        }
        return HalfTensor.of(new long[] {1, 3, 32, 32}, values);
    }
}
