package io.omniflow.job.bench.ditcache;

import java.util.Locale;

/** How a request relates to those before it. */
enum RequestKind {
    /** The same prompt and seed as an earlier one. */
    EXACT,
    /** The same scene as an earlier one in other words, with a seed of its own. */
    PARAPHRASE,
    /** An earlier one with the colours of shape and ground exchanged. */
    SWAP,
    /** A scene that nobody asked for before. */
    NEW,
    /** Of a user's file that does not tell. */
    UNKNOWN;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a kind; what is missing is unknown. */
    static RequestKind of(String text) {
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        try {
            return valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kind is '" + text + "', not exact, paraphrase, swap or new", e);
        }
    }
}
