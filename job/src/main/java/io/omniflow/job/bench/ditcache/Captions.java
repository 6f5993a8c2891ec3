package io.omniflow.job.bench.ditcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omniflow.engine.shapes.ShapeScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All ways in which the captions of the shapes model say one thing, as its training data does
 * ({@code shapes_data.py}).
 *
 * @param colors names of the colours
 * @param shapes names of the shapes
 * @param sizeWords words for each size by its name
 * @param templates forms of captions with places for the words
 */
record Captions(
        List<String> colors,
        List<String> shapes,
        Map<String, List<String>> sizeWords,
        List<String> templates) {

    private static final String SIZE = "{size}";

    /**
     * Reads {@code shapes.json} of the training.
     *
     * @throws WorkloadException if it cannot be read
     */
    static Captions read(Path table) {
        try {
            JsonNode tree = new ObjectMapper().readTree(Files.readString(table));
            List<String> colors = new ArrayList<>();
            tree.path("colors").fieldNames().forEachRemaining(colors::add);
            Map<String, List<String>> sizes = new LinkedHashMap<>();
            tree.path("size_words")
                    .fields()
                    .forEachRemaining(size -> sizes.put(size.getKey(), texts(size.getValue())));
            return new Captions(
                    colors, texts(tree.path("shapes")), sizes, texts(tree.path("templates")));
        } catch (IOException e) {
            throw new WorkloadException("cannot read the captions of " + table, e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Returns all captions of a scene: those that name its size, or none if it has none. */
    List<String> of(ShapeScene scene) {
        List<String> captions = new ArrayList<>();
        for (String template : templates) {
            if (template.contains(SIZE) == scene.size().isEmpty()) {
                continue;
            }
            for (String word : sizeWords.getOrDefault(scene.size(), List.of(""))) {
                captions.add(caption(template, scene, word));
            }
        }
        return captions;
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
