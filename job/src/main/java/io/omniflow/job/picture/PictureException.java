package io.omniflow.job.picture;

import org.jspecify.annotations.Nullable;

/** A picture cannot be read or written; the message is one line that says what to do. */
public final class PictureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public PictureException(String message) {
        super(message);
    }

    /** Creates an exception with the failure that caused it. */
    public PictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
