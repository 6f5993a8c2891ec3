package io.omniflow.worker;

import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.request.TaskId;

/** What other threads ask of the loop's thread; it obeys at the next step boundary, in order. */
sealed interface LoopCommand permits Arrival, LoopCommand.Cancellation, LoopCommand.Show {

    /** Drop a task; harmless if it is not there. */
    record Cancellation(TaskId id) implements LoopCommand {}

    /** Make previews after these steps; harmless if the task is not there. */
    record Show(TaskId id, PreviewSteps previews) implements LoopCommand {}
}
