package io.omniflow.core.scheduling;

import java.io.Serializable;
import java.util.Objects;

/**
 * How one stage schedules.
 *
 * @param type the policy
 * @param maxQueueSize largest number of waiting tasks
 * @param rememberedIds largest number of request ids that are remembered to tell duplicates
 * @param rememberIdsMs how long an id is remembered, in milliseconds
 */
public record SchedulerConfig(
        SchedulerType type, int maxQueueSize, int rememberedIds, long rememberIdsMs)
        implements Serializable {

    /** Strict priority, 100 000 waiting tasks, a million ids for an hour. */
    public static final SchedulerConfig DEFAULT =
            new SchedulerConfig(SchedulerType.PRIORITY, 100_000, 1_000_000, 3_600_000);

    /** Checks that every bound is positive. */
    public SchedulerConfig {
        Objects.requireNonNull(type, "type");
        if (maxQueueSize <= 0 || rememberedIds <= 0 || rememberIdsMs <= 0) {
            throw new IllegalArgumentException(
                    "the bounds of a scheduler must be positive: max queue size "
                            + maxQueueSize
                            + ", remembered ids "
                            + rememberedIds
                            + " for "
                            + rememberIdsMs
                            + " ms");
        }
    }
}
