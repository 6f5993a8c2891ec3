package io.omniflow.engine.shapes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the captions of the shapes model: the inverse of the templates in {@link ShapeTable}.
 * Captions are compared letter by letter, in lower case; a word that no template can write is
 * unknown, whatever else the model's tokenizer knows. Immutable.
 */
public final class CaptionGrammar {

    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)\\}");
    private static final Pattern WORD = Pattern.compile("\\w+|[^\\w\\s]");
    private static final String ARTICLE_OF = "a_";

    private final List<Form> forms;
    private final Map<String, String> sizeOfWord = new HashMap<>();
    private final Set<String> vocabulary = new HashSet<>();

    /** Prepares the forms and words of a table. */
    public CaptionGrammar(ShapeTable table) {
        table.sizeWords()
                .forEach((size, words) -> words.forEach(word -> sizeOfWord.put(word, size)));
        Map<String, String> choices =
                Map.of(
                        "shape", String.join("|", table.shapes()),
                        "color", String.join("|", table.colors().keySet()),
                        "bg", String.join("|", table.colors().keySet()),
                        "size", String.join("|", sizeOfWord.keySet()));
        forms = table.templates().stream().map(template -> Form.of(template, choices)).toList();
        vocabulary.addAll(table.shapes());
        vocabulary.addAll(table.colors().keySet());
        vocabulary.addAll(sizeOfWord.keySet());
        vocabulary.addAll(List.of("a", "an"));
        for (String template : table.templates()) {
            vocabulary.addAll(words(SLOT.matcher(template).replaceAll("")));
        }
    }

    /**
     * What a text says as a caption.
     *
     * @param scene what it asks for, with an empty size if it names none; empty if it is no caption
     * @param reason why it is no caption; empty if it is one
     */
    public record Reading(Optional<ShapeScene> scene, String reason) {

        private static Reading refused(String reason) {
            return new Reading(Optional.empty(), reason);
        }

        /** Tells whether the text is a caption that names size, both colours and shape. */
        public boolean isComplete() {
            return scene.isPresent() && !scene.get().size().isEmpty();
        }
    }

    /** A template as a pattern whose groups carry the names of its slots. */
    private record Form(Pattern pattern, List<String> slots) {

        static Form of(String template, Map<String, String> choices) {
            StringBuilder regex = new StringBuilder();
            Matcher slot = SLOT.matcher(template);
            int end = 0;
            while (slot.find()) {
                String name = slot.group(1);
                String choice = name.startsWith(ARTICLE_OF) ? "an?" : choices.get(name);
                regex.append(Pattern.quote(template.substring(end, slot.start())));
                regex.append("(?<").append(name.replace("_", "")).append('>');
                regex.append(choice).append(')');
                end = slot.end();
            }
            regex.append(Pattern.quote(template.substring(end)));
            List<String> slots =
                    SLOT.matcher(template).results().map(CaptionGrammar::name).toList();
            return new Form(Pattern.compile(regex.toString()), slots);
        }

        Optional<Map<String, String>> match(String text) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            Map<String, String> values = new HashMap<>();
            slots.forEach(slot -> values.put(slot, matcher.group(slot.replace("_", ""))));
            return Optional.of(values);
        }
    }

    private static String name(MatchResult slot) {
        return slot.group(1);
    }

    /** Reads a text as a caption, or says why it is none. Never throws. */
    public Reading read(String text) {
        for (String word : words(text)) {
            if (!vocabulary.contains(word)) {
                return Reading.refused("unknown word: " + word);
            }
        }
        return forms.stream()
                .flatMap(form -> form.match(text).stream())
                .findFirst()
                .map(this::scene)
                .orElseGet(() -> Reading.refused("fits no template"));
    }

    private Reading scene(Map<String, String> values) {
        for (String slot : values.keySet()) {
            String word = slot.startsWith(ARTICLE_OF) ? values.get(slot.substring(2)) : null;
            if (word != null && !values.get(slot).equals(article(word))) {
                return Reading.refused("wrong article: " + values.get(slot) + " " + word);
            }
        }
        String color = values.get("color");
        String background = values.get("bg");
        if (color.equals(background)) {
            return Reading.refused("shape and background are both " + color);
        }
        String size = values.containsKey("size") ? sizeOfWord.get(values.get("size")) : "";
        ShapeScene scene = new ShapeScene(size, color, values.get("shape"), background);
        return new Reading(Optional.of(scene), "");
    }

    /** Returns the indefinite article that the captions use before a word. */
    static String article(String word) {
        return "aeiou".indexOf(word.charAt(0)) >= 0 ? "an" : "a";
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }
}
