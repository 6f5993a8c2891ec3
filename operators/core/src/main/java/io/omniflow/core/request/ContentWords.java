package io.omniflow.core.request;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of a prompt that say something, whatever their order, spelling and number. */
final class ContentWords {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    /** The commonest words, and what any picture has or is. */
    private static final Set<String> STOP_WORDS =
            Set.of(
                    "a",
                    "an",
                    "and",
                    "are",
                    "as",
                    "at",
                    "by",
                    "for",
                    "from",
                    "in",
                    "is",
                    "it",
                    "its",
                    "of",
                    "on",
                    "or",
                    "that",
                    "the",
                    "this",
                    "to",
                    "with",
                    "background",
                    "image",
                    "picture");

    private ContentWords() {}

    /**
     * Returns the words in lower case without the commonest of English; all of them if nothing else
     * is left, and the whole prompt if it has no word. Never empty.
     */
    static Set<String> of(String prompt) {
        Set<String> words = new LinkedHashSet<>();
        Set<String> content = new LinkedHashSet<>();
        String plain = Normalizer.normalize(prompt, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        for (String word : NO_WORD.split(plain)) {
            if (!word.isEmpty()) {
                words.add(word);
                if (!STOP_WORDS.contains(word)) {
                    content.add(word);
                }
            }
        }
        if (words.isEmpty()) {
            return Set.of(plain);
        }
        return content.isEmpty() ? words : content;
    }
}
