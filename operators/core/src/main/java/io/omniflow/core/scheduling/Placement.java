package io.omniflow.core.scheduling;

import io.omniflow.core.request.TaskId;

/** Where an arriving task goes. */
public sealed interface Placement {

    /**
     * It waits in the queue.
     *
     * @param position number of tasks that would be released before it, if nothing else arrived
     * @param startMs estimated epoch milliseconds of its first step; 0 while costs are unknown
     * @param finishMs estimated epoch milliseconds of its end, in the last stage of its pipeline; 0
     *     while costs are unknown
     */
    record Queued(int position, long startMs, long finishMs) implements Placement {}

    /**
     * It waits with an equal task and shares its generation.
     *
     * @param leader the task that waits in the queue for both
     */
    record Follows(TaskId leader) implements Placement {}

    /**
     * An equal task is on a worker: it goes there at once and is not in the queue.
     *
     * @param leader the task on the worker
     * @param worker the worker
     */
    record Attached(TaskId leader, int worker) implements Placement {}
}
