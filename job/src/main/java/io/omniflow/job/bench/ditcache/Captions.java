package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeScene;
import io.omniflow.engine.shapes.ShapeTable;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways in which the captions of the shapes model say one thing, as its training data does
 * ({@code shapes_data.py}).
 *
 * @param table words and forms
 */
record Captions(ShapeTable table) {

    private static final String SIZE = "{size}";

    List<String> colors() {
        return List.copyOf(table.colors().keySet());
    }

    List<String> shapes() {
        return table.shapes();
    }

    List<String> sizes() {
        return List.copyOf(table.sizeWords().keySet());
    }

    /**
     * Returns all captions of a scene: those that name its size, or none if it has none. Scenes
     * that differ in colours alone have theirs in the same order.
     */
    List<String> of(ShapeScene scene) {
        List<String> captions = new ArrayList<>();
        for (String template : table.templates()) {
            if (template.contains(SIZE) == scene.size().isEmpty()) {
                continue;
            }
            for (String word : table.sizeWords().getOrDefault(scene.size(), List.of(""))) {
                captions.add(caption(template, scene, word));
            }
        }
        return captions;
    }

    /** Returns a caption, word for word, with the colours of shape and ground exchanged. */
    String swapped(String caption, ShapeScene scene) {
        return of(swapped(scene)).get(of(scene).indexOf(caption));
    }

    /** Returns a scene with the colours of shape and ground exchanged. */
    static ShapeScene swapped(ShapeScene scene) {
        return new ShapeScene(scene.size(), scene.background(), scene.shape(), scene.color());
    }

    private static String caption(String template, ShapeScene scene, String sizeWord) {
        return template.replace(SIZE, sizeWord)
                .replace("{color}", scene.color())
                .replace("{shape}", scene.shape())
                .replace("{bg}", scene.background())
                .replace("{a_color}", article(scene.color()))
                .replace("{a_bg}", article(scene.background()))
                .replace("{a_size}", article(sizeWord));
    }

    private static String article(String word) {
        return !word.isEmpty() && "aeiou".indexOf(word.charAt(0)) >= 0 ? "an" : "a";
    }
}
