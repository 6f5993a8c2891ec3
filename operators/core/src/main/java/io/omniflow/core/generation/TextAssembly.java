package io.omniflow.core.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a text together from the parts in which it is told while it is written. Parts may come
 * twice, late, or again from an earlier place after a recovery; the result of the request has the
 * last word. Offsets count UTF-16 units of the text. Not thread-safe.
 *
 * <p>A part takes the place of what lies at its offset and behind. One that begins behind the end
 * waits until the text reaches it, and then only lengthens it. The first part of a later attempt
 * starts the text anew, and parts of earlier attempts count no more.
 */
public final class TextAssembly {

    private record Part(int offset, String text) {

        int end() {
            return offset + text.length();
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Part> waiting = new ArrayList<>();
    private int attempt;
    private boolean ended;

    /** Creates an empty text. */
    public TextAssembly() {}

    /**
     * Adds a part.
     *
     * @param partAttempt how often the text had been begun again when the part was written
     * @param offset where in the text the part begins
     * @param part the part
     * @throws IllegalArgumentException if a number is negative
     */
    public void add(int partAttempt, int offset, String part) {
        if (partAttempt < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "attempts and offsets are at least 0, not " + partAttempt + " and " + offset);
        }
        if (ended || partAttempt < attempt) {
            return;
        }
        if (partAttempt > attempt) {
            attempt = partAttempt;
            text.setLength(0);
            waiting.clear();
        }
        if (offset > text.length()) {
            waiting.add(new Part(offset, part));
        } else {
            text.replace(offset, text.length(), part);
            lengthen();
        }
    }

    /** Takes the text of the result; no part changes it any more. */
    public void end(String result) {
        Objects.requireNonNull(result, "result");
        text.setLength(0);
        text.append(result);
        waiting.clear();
        ended = true;
    }

    /** Returns the text as far as it is known without a gap. */
    public String text() {
        return text.toString();
    }

    /** Takes up parts that the text has reached, the oldest first; each may reach another. */
    private void lengthen() {
        Part next = reached();
        while (next != null) {
            text.append(next.text(), text.length() - next.offset(), next.text().length());
            next = reached();
        }
    }

    private @Nullable Part reached() {
        waiting.removeIf(part -> part.end() <= text.length());
        for (Part part : waiting) {
            if (part.offset() <= text.length()) {
                return part;
            }
        }
        return null;
    }
}
