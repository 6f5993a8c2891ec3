package io.omniflow.job.bench.ditcache;

import org.jspecify.annotations.Nullable;

/** A workload cannot be read or replayed; the message is one line that says why. */
public final class WorkloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkloadException(String message) {
        this(message, null);
    }

    WorkloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
