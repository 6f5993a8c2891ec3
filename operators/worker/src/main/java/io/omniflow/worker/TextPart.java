package io.omniflow.worker;

import java.util.Objects;

/**
 * What was written of a text since it was last told. A generation that is restored tells all of its
 * text again.
 *
 * @param firstToken index of the first of these tokens
 * @param count number of these tokens
 * @param offset where the part begins, in UTF-16 units of the text
 * @param text the part; it may be empty while a character is not whole
 */
public record TextPart(int firstToken, int count, int offset, String text) {

    /** No part: nothing was written, or it is no text. */
    public static final TextPart NONE = new TextPart(0, 0, 0, "");

    /** Checks that the text is there. */
    public TextPart {
        Objects.requireNonNull(text, "text");
    }
}
