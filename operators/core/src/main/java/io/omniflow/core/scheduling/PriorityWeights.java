package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.io.Serializable;

/**
 * Shares of device time under contention.
 *
 * @param high share of class HIGH
 * @param normal share of class NORMAL
 * @param low share of class LOW
 */
public record PriorityWeights(double high, double normal, double low) implements Serializable {

    /** 2, 1 and a half. */
    public static final PriorityWeights DEFAULT = new PriorityWeights(2.0, 1.0, 0.5);

    /** Checks that every weight is positive. */
    public PriorityWeights {
        if (!(high > 0 && normal > 0 && low > 0 && Double.isFinite(high + normal + low))) {
            throw new IllegalArgumentException(
                    "priority weights must be numbers above 0, not "
                            + high
                            + ", "
                            + normal
                            + " and "
                            + low);
        }
    }

    /** Returns the share of a class. */
    public double of(Priority priority) {
        return switch (priority) {
            case HIGH -> high;
            case NORMAL -> normal;
            case LOW -> low;
        };
    }
}
