package io.omniflow.engine.calibration;

import io.omniflow.core.request.GenerationParams;
import io.omniflow.engine.ModelBundle;
import io.omniflow.engine.shapes.ShapeChecker;
import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.engine.shapes.ShapeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pictures of a measurement: every prompt with several seeds, all different. The same prompts
 * and counts make the same pictures.
 *
 * @param pictures what to paint, in the bundle's default size and guidance
 * @param prompts number of prompts
 * @param seeds number of seeds for each prompt
 * @param judge says which pictures show what they should
 * @param judged whether the judge can tell
 */
public record Workload(
        List<GenerationParams> pictures,
        int prompts,
        int seeds,
        PictureJudge judge,
        boolean judged) {

    /** Copies the list. */
    public Workload {
        pictures = List.copyOf(pictures);
    }

    /**
     * Takes a user's prompts, which nobody can judge.
     *
     * @param firstSeed first of the consecutive seeds of the pictures: what is tuned with some
     *     pictures must be judged by others
     */
    public static Workload of(ModelBundle bundle, List<String> prompts, int seeds, long firstSeed) {
        return new Workload(
                pictures(bundle, prompts, seeds, firstSeed),
                prompts.size(),
                seeds,
                PictureJudge.NONE,
                false);
    }

    /**
     * Takes captions of the shapes model, whose checker is the judge.
     *
     * @param firstSeed first of the consecutive seeds of the pictures, which also says which
     *     captions are taken
     */
    public static Workload ofShapes(
            ModelBundle bundle, ShapeTable table, int count, int seeds, long firstSeed) {
        List<ShapeScene> scenes = table.scenes(count, firstSeed);
        ShapeChecker checker = new ShapeChecker(table);
        return new Workload(
                pictures(
                        bundle,
                        scenes.stream().map(ShapeScene::caption).toList(),
                        seeds,
                        firstSeed),
                count,
                seeds,
                (index, picture) ->
                        checker.check(picture).equals(scenes.get(index % count).expected()),
                true);
    }

    private static List<GenerationParams> pictures(
            ModelBundle bundle, List<String> prompts, int seeds, long firstSeed) {
        List<GenerationParams> pictures = new ArrayList<>();
        IntStream.range(0, seeds * prompts.size())
                .forEach(
                        i ->
                                pictures.add(
                                        new GenerationParams(
                                                prompts.get(i % prompts.size()),
                                                "",
                                                bundle.defaultWidth(),
                                                bundle.defaultHeight(),
                                                bundle.defaultSteps(),
                                                bundle.defaultGuidanceScale(),
                                                firstSeed + i)));
        return pictures;
    }
}
