package io.omniflow.core.scheduling;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker says of its slots. The numbers are absolute, so a report may be lost or repeated:
 * the newest sequence of the newest attempt holds.
 *
 * @param worker subtask index of the worker
 * @param attempt the worker's execution attempt
 * @param sequence number of the report within the attempt
 * @param capacity tasks the worker takes
 * @param overcommit tasks it takes besides if they are urgent
 * @param runningAtOpen tasks it held when the attempt began, restored from state
 * @param completed tasks that ended on it in this attempt, slots returned included
 * @param running tasks it holds, for status; a prefix when there are many
 */
public record SlotReport(
        int worker,
        int attempt,
        long sequence,
        int capacity,
        int overcommit,
        int runningAtOpen,
        long completed,
        List<RunningTask> running)
        implements Serializable {

    /** Copies the list. */
    public SlotReport {
        running = List.copyOf(running);
    }

    /** Tells whether this report outdates the other one of the same worker. */
    public boolean isNewerThan(SlotReport other) {
        return attempt != other.attempt ? attempt > other.attempt : sequence > other.sequence;
    }
}
