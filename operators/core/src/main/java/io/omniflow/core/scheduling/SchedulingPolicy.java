package io.omniflow.core.scheduling;

import java.util.Comparator;

/**
 * Orders waiting tasks. The order is total (arrival breaks every tie) and does not change while a
 * task waits.
 */
@FunctionalInterface
public interface SchedulingPolicy {

    /** Returns the order in which tasks are released, first to last. */
    Comparator<WaitingTask> order();

    /** Returns the policy of a type. */
    static SchedulingPolicy of(SchedulerType type) {
        Comparator<WaitingTask> arrival = Comparator.comparingLong(WaitingTask::sequence);
        return switch (type) {
            case FIFO, DEADLINE, FAIR -> () -> arrival;
            case PRIORITY, COMPOSED ->
                    () -> Comparator.comparing(WaitingTask::priority).thenComparing(arrival);
        };
    }
}
