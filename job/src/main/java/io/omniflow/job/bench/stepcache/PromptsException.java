package io.omniflow.job.bench.stepcache;

import org.jspecify.annotations.Nullable;

/** There is nothing to paint; the message is one line that says what to do. */
public final class PromptsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PromptsException(String message) {
        this(message, null);
    }

    PromptsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
