package io.omniflow.engine.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.omniflow.core.config.EngineConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.Generation;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepModels;
import io.omniflow.engine.shapes.ShapeChecker.Finding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The bundle that ships paints what it is asked for, in Java, by the judgement of geometry. */
class ShapesBundleTest {

    private static final Path BUNDLE = Path.of("..", "..", "deploy", "models", "shapes");
    private static final int PICTURES = 32;
    private static final int BATCH = 8;

    private final ShapeTable table = ShapeTable.of(BUNDLE).orElseThrow();
    private final ShapeChecker checker = new ShapeChecker(table);

    @Test
    void theCheckerKnowsRealDrawingsAndIsNotFooledByNoise() {
        Random random = new Random(7);
        int right = 0;
        for (int i = 0; i < 200; i++) {
            ShapeScene scene = scene(random);
            Finding finding = checker.check(draw(scene, random));
            right += finding.equals(scene.expected()) ? 1 : 0;
            assertThat(checker.check(noise(random)).shape()).isEmpty();
        }
        assertThat(right).isGreaterThanOrEqualTo(198);
    }

    @Test
    void thePicturesHaveTheColorsAndShapesOfTheirCaptions() throws IOException {
        Random random = new Random(11);
        List<ShapeScene> scenes = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            scenes.add(scene(random));
        }
        int colors = 0;
        int shapes = 0;
        List<BufferedImage> pictures = paint(scenes);
        for (int i = 0; i < PICTURES; i++) {
            Finding finding = checker.check(pictures.get(i));
            colors += finding.hasColors(scenes.get(i).color(), scenes.get(i).background()) ? 1 : 0;
            shapes += finding.equals(scenes.get(i).expected()) ? 1 : 0;
        }
        System.out.printf("shapes bundle: %d colours, %d shapes of %d%n", colors, shapes, PICTURES);
        assertThat(colors).isGreaterThanOrEqualTo(PICTURES * 9 / 10);
        assertThat(shapes).isGreaterThanOrEqualTo(PICTURES * 9 / 10);
    }

    @Test
    void scenesAreAllDifferentUntilAllHaveCome() {
        List<ShapeScene> scenes = table.scenes(700, 3);

        assertThat(scenes.subList(0, 672)).doesNotHaveDuplicates();
        assertThat(scenes).hasSize(700).isEqualTo(table.scenes(700, 3));
        assertThat(table.scenes(700, 4)).isNotEqualTo(scenes);
        assertThat(scenes).noneMatch(scene -> scene.color().equals(scene.background()));
    }

    @Test
    void onlyTheShapesBundleHasATable() {
        assertThat(ShapeTable.of(BUNDLE.resolveSibling("train"))).isEmpty();
    }

    private static List<BufferedImage> paint(List<ShapeScene> scenes) throws IOException {
        double guidance = ModelBundle.inspect(BUNDLE).defaultGuidanceScale();
        try (StepModel<?> model = StepModels.load(BUNDLE, Device.cpu(), EngineConfig.DEFAULT)) {
            return paint(model, scenes, guidance);
        }
    }

    private static <G extends Generation> List<BufferedImage> paint(
            StepModel<G> model, List<ShapeScene> scenes, double guidance) throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        for (int start = 0; start < scenes.size(); start += BATCH) {
            List<G> batch = new ArrayList<>();
            for (ShapeScene scene : scenes.subList(start, Math.min(scenes.size(), start + BATCH))) {
                batch.add(
                        model.begin(params(scene, pictures.size() + batch.size(), guidance), null));
            }
            while (!batch.get(0).isDone()) {
                model.step(batch);
            }
            for (G generation : batch) {
                byte[] png = model.finish(generation).encode().data();
                pictures.add(ImageIO.read(new ByteArrayInputStream(png)));
                generation.close();
            }
        }
        return pictures;
    }

    private ShapeScene scene(Random random) {
        List<String> names = List.copyOf(table.colors().keySet());
        String color = names.get(random.nextInt(names.size()));
        String background = color;
        while (background.equals(color)) {
            background = names.get(random.nextInt(names.size()));
        }
        String shape = table.shapes().get(random.nextInt(table.shapes().size()));
        return new ShapeScene(random.nextBoolean() ? "big" : "small", color, shape, background);
    }

    private BufferedImage draw(ShapeScene scene, Random random) {
        double[] coverage =
                table.coverage(
                        scene.shape(),
                        table.sizes().get(scene.size()),
                        random.nextDouble() * 6 - 3,
                        random.nextDouble() * 6 - 3);
        double[] fore = table.colors().get(scene.color());
        double[] back = table.colors().get(scene.background());
        int n = table.imageSize();
        BufferedImage picture = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < coverage.length; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                double value = back[c] + coverage[i] * (fore[c] - back[c]);
                rgb = rgb << 8 | (int) Math.round(value);
            }
            picture.setRGB(i % n, i / n, rgb);
        }
        return picture;
    }

    private BufferedImage noise(Random random) {
        int n = table.imageSize();
        BufferedImage picture = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < n * n; i++) {
            picture.setRGB(i % n, i / n, random.nextInt(1 << 24));
        }
        return picture;
    }

    private static GenerationParams params(ShapeScene scene, int seed, double guidance) {
        return new GenerationParams(scene.caption(), "", 32, 32, 20, guidance, seed);
    }
}
