package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.io.Serializable;

/**
 * Largest numbers of waiting tasks; {@link #NONE} stands for no limit.
 *
 * @param total of all
 * @param high of class HIGH
 * @param normal of class NORMAL
 * @param low of class LOW
 * @param tenant of any one tenant
 */
public record QueueLimits(int total, int high, int normal, int low, int tenant)
        implements Serializable {

    /** Stands for no limit. */
    public static final int NONE = Integer.MAX_VALUE;

    /** Checks that every limit is positive. */
    public QueueLimits {
        if (total <= 0 || high <= 0 || normal <= 0 || low <= 0 || tenant <= 0) {
            throw new IllegalArgumentException(
                    "queue limits must be at least 1, not "
                            + total
                            + " in all, "
                            + high
                            + " high, "
                            + normal
                            + " normal, "
                            + low
                            + " low, "
                            + tenant
                            + " of a tenant");
        }
    }

    /** One limit for all; classes and tenants have none of their own. */
    public static QueueLimits of(int total) {
        return new QueueLimits(total, NONE, NONE, NONE, NONE);
    }

    /** Returns the limit of a class. */
    public int of(Priority priority) {
        return switch (priority) {
            case HIGH -> high;
            case NORMAL -> normal;
            case LOW -> low;
        };
    }
}
