package io.omniflow.worker;

import io.omniflow.core.request.TaskId;

/** What other threads ask of the loop's thread; it obeys at the next step boundary, in order. */
sealed interface LoopCommand permits Arrival, LoopCommand.Cancellation {

    /** Drop a task; harmless if it is not there. */
    record Cancellation(TaskId id) implements LoopCommand {}
}
