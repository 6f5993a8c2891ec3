package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.shapes.ShapeChecker;
import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.engine.shapes.ShapeTable;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pairs of captions of the shapes model that ask for the same scene in other words. Pictures 2i and
 * 2i + 1 are a pair; all have seeds of their own.
 *
 * @param pictures what to paint, in the bundle's default size, steps and guidance
 * @param scenes what the pairs show
 * @param checker says which pictures show it
 */
public record ShapePairs(
        List<GenerationParams> pictures, List<ShapeScene> scenes, ShapeChecker checker) {

    /** Where a form names the size. */
    private static final String SIZE = "{size}";

    /** Copies the lists. */
    public ShapePairs {
        pictures = List.copyOf(pictures);
        scenes = List.copyOf(scenes);
    }

    /**
     * Makes pairs. Both captions of a pair name the size, or neither does.
     *
     * @param seed first of the consecutive seeds, which also chooses scenes and words
     */
    public static ShapePairs of(ModelBundle bundle, ShapeTable table, int pairs, long seed) {
        List<ShapeScene> scenes = table.scenes(pairs, seed);
        Random random = new Random(seed);
        List<GenerationParams> pictures = new ArrayList<>();
        for (ShapeScene scene : scenes) {
            boolean sized = random.nextInt(3) > 0;
            String first = caption(table, scene, sized, random);
            String second = first;
            while (second.equals(first)) {
                second = caption(table, scene, sized, random);
            }
            pictures.add(params(bundle, first, seed + pictures.size()));
            pictures.add(params(bundle, second, seed + pictures.size()));
        }
        return new ShapePairs(pictures, scenes, new ShapeChecker(table));
    }

    /** Tells whether a picture shows the scene of its pair. */
    boolean isRight(int index, BufferedImage picture) {
        return checker.check(picture).equals(scenes.get(index / 2).expected());
    }

    private static String caption(
            ShapeTable table, ShapeScene scene, boolean sized, Random random) {
        List<String> forms =
                table.templates().stream().filter(form -> form.contains(SIZE) == sized).toList();
        List<String> sizes = table.sizeWords().get(scene.size());
        String size = sizes.get(random.nextInt(sizes.size()));
        return forms.get(random.nextInt(forms.size()))
                .replace("{a_size}", article(size))
                .replace("{a_color}", article(scene.color()))
                .replace("{a_bg}", article(scene.background()))
                .replace(SIZE, size)
                .replace("{color}", scene.color())
                .replace("{shape}", scene.shape())
                .replace("{bg}", scene.background());
    }

    private static String article(String word) {
        return "aeiou".indexOf(word.charAt(0)) >= 0 ? "an" : "a";
    }

    private static GenerationParams params(ModelBundle bundle, String prompt, long seed) {
        return new GenerationParams(
                prompt,
                "",
                bundle.defaultWidth(),
                bundle.defaultHeight(),
                bundle.defaultSteps(),
                bundle.defaultGuidanceScale(),
                seed);
    }
}
