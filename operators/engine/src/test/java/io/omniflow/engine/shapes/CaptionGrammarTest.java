package io.omniflow.engine.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.engine.shapes.CaptionGrammar.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionGrammarTest {

    private static final Path BUNDLE = Path.of("..", "..", "deploy", "models", "shapes");

    private final ShapeTable table = ShapeTable.of(BUNDLE).orElseThrow();
    private final CaptionGrammar grammar = new CaptionGrammar(table);

    @Test
    void everyCaptionOfEveryTemplateIsRead() {
        int captions = 0;
        for (ShapeScene scene : table.scenes(672, 1)) {
            for (String template : table.templates()) {
                String size = template.contains("{size}") ? scene.size() : "";
                ShapeScene named =
                        new ShapeScene(size, scene.color(), scene.shape(), scene.background());
                for (String word : table.sizeWords().get(scene.size())) {
                    Reading reading = grammar.read(write(template, scene, word));
                    assertThat(reading).isEqualTo(new Reading(Optional.of(named), ""));
                    assertThat(reading.isComplete()).isEqualTo(!size.isEmpty());
                    captions++;
                }
            }
        }
        assertThat(captions).isEqualTo(672 * 10 * 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|fits no template",
                "red circle|fits no template",
                "a big red circle on a blue background a|fits no template",
                "a big red circle on a blue background.|unknown word: .",
                "a big red circle  on a blue background|fits no template",
                "a big red circle on a red background|shape and background are both red",
                "a big red circle on a orange background|wrong article: a orange",
                "an big red circle on a blue background|wrong article: an big",
                "a big red hexagon on a blue background|unknown word: hexagon",
                "a big red circle on a {bg} background|unknown word: {",
                "A big red circle on a blue background|unknown word: A",
            })
    void whatIsNoCaptionIsRefusedWithTheReason(String text, String reason) {
        assertThat(grammar.read(text)).isEqualTo(new Reading(Optional.empty(), reason));
    }

    @Test
    void wordsInAnotherOrderAreReadOnlyIfATemplateWritesThem() {
        Random random = new Random(6);
        Set<String> captions = captions();
        int refused = 0;
        for (ShapeScene scene : table.scenes(500, 6)) {
            List<String> words = new ArrayList<>(Arrays.asList(scene.caption().split(" ")));
            Collections.shuffle(words, random);
            String text = String.join(" ", words);
            boolean read = grammar.read(text).scene().isPresent();
            assertThat(read).as(text).isEqualTo(captions.contains(text));
            refused += read ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(400);
    }

    @Test
    void aSceneHasWhatIsAskedIfAllThatIsNamedIsSo() {
        ShapeScene scene = new ShapeScene("big", "red", "circle", "blue");

        assertThat(scene.has(scene)).isTrue();
        assertThat(scene.has(new ShapeScene("", "", "circle", ""))).isTrue();
        assertThat(scene.has(new ShapeScene("small", "", "circle", ""))).isFalse();
        assertThat(scene.has(new ShapeScene("", "blue", "circle", ""))).isFalse();
        assertThat(scene.has(new ShapeScene("", "red", "ring", ""))).isFalse();
        assertThat(scene.has(new ShapeScene("", "red", "circle", "red"))).isFalse();
        assertThat(new ShapeScene("", "red", "circle", "blue").has(scene)).isFalse();
    }

    private Set<String> captions() {
        Set<String> captions = new HashSet<>();
        for (ShapeScene scene : table.scenes(672, 1)) {
            for (String template : table.templates()) {
                table.sizeWords()
                        .get(scene.size())
                        .forEach(word -> captions.add(write(template, scene, word)));
            }
        }
        return captions;
    }

    /** Fills a template in, in the most literal way. */
    private static String write(String template, ShapeScene scene, String sizeWord) {
        return template.replace("{shape}", scene.shape())
                .replace("{color}", scene.color())
                .replace("{bg}", scene.background())
                .replace("{size}", sizeWord)
                .replace("{a_color}", scene.color().equals("orange") ? "an" : "a")
                .replace("{a_bg}", scene.background().equals("orange") ? "an" : "a")
                .replace("{a_size}", "a");
    }
}
