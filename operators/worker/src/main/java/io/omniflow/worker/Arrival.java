package io.omniflow.worker;

import io.omniflow.core.request.TaskId;
import java.util.Comparator;

/**
 * A task that enters the loop.
 *
 * @param submission the task
 * @param sequence counts the arrivals
 */
record Arrival(Submission submission, long sequence) implements LoopCommand {

    static final Comparator<Arrival> ORDER =
            Comparator.comparing((Arrival arrival) -> arrival.submission().task().priority())
                    .thenComparingLong(Arrival::sequence);

    TaskId id() {
        return submission.id();
    }
}
