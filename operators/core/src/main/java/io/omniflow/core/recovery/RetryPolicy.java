package io.omniflow.core.recovery;

import io.omniflow.core.recovery.Recovery.Action;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Decides whether, where and when a generation that failed is tried again. A failure that may pass
 * is tried again where it was first, where the generation's state is, and elsewhere from then on;
 * after the loss of the device elsewhere at once. The wait doubles from try to try and is drawn
 * from its upper half, so that generations which failed together do not come back together. Not
 * thread-safe.
 */
public final class RetryPolicy {

    private final RetryConfig config;
    private final RandomGenerator random;

    /**
     * Creates a policy.
     *
     * @param random draws the waits
     */
    public RetryPolicy(RetryConfig config, RandomGenerator random) {
        this.config = Objects.requireNonNull(config, "config");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * Decides what becomes of a generation that failed.
     *
     * @param kind the class of the failure
     * @param retries how often it has been tried again already
     * @param leftMs milliseconds until its deadline; {@link Long#MAX_VALUE} without one
     */
    public Recovery decide(FailureClass kind, int retries, long leftMs) {
        if (!mayPass(kind) || retries >= config.maxRetries()) {
            return Recovery.GIVE_UP;
        }
        long delayMs = delayMs(retries);
        if (delayMs >= leftMs) {
            return Recovery.GIVE_UP;
        }
        boolean here = retries == 0 && kind != FailureClass.DEVICE_LOST;
        return new Recovery(here ? Action.RETRY_HERE : Action.RETRY_ELSEWHERE, delayMs);
    }

    private static boolean mayPass(FailureClass kind) {
        return switch (kind) {
            case TRANSIENT, OUT_OF_MEMORY, DEVICE_LOST -> true;
            case POISON, DEADLINE, PERMANENT -> false;
        };
    }

    private long delayMs(int retries) {
        long longest = config.maxBackoffMs();
        long doubled = config.backoffMs();
        for (int i = 0; i < retries && doubled < longest; i++) {
            doubled *= 2;
        }
        long bound = Math.min(longest, doubled);
        return bound - (long) (random.nextDouble() * (bound / 2.0));
    }
}
