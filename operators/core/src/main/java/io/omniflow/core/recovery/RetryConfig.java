package io.omniflow.core.recovery;

import java.io.Serializable;

/**
 * How often and how soon a generation that failed is tried again.
 *
 * @param maxRetries tries after the first, for failures that may pass; 0 for none
 * @param backoffMs milliseconds before the first of them, doubled for each that follows
 * @param maxBackoffMs milliseconds before any of them, at most
 */
public record RetryConfig(int maxRetries, long backoffMs, long maxBackoffMs)
        implements Serializable {

    /** Three more tries within a few seconds. */
    public static final RetryConfig DEFAULT = new RetryConfig(3, 200, 5_000);

    /** Checks the numbers. */
    public RetryConfig {
        if (maxRetries < 0 || backoffMs < 0 || maxBackoffMs < backoffMs) {
            throw new IllegalArgumentException(
                    "retries are not negative, and neither is their back-off, which is no longer"
                            + " than the longest: "
                            + maxRetries
                            + " retries, "
                            + backoffMs
                            + " ms to "
                            + maxBackoffMs
                            + " ms");
        }
    }
}
