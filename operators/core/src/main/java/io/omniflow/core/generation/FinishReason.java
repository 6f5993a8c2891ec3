package io.omniflow.core.generation;

import java.util.Locale;

/** Why a text ended. */
public enum FinishReason {
    /** The model ended it, or a stop text or token did. */
    STOP,
    /** It has as many tokens as it may have. */
    LENGTH,
    /** Somebody ended it. */
    CANCELLED;

    /** Returns the name that results carry. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
