package io.omniflow.core.scheduling;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What a worker says of itself. The numbers are absolute, so a report may be lost or repeated: the
 * newest sequence of the newest attempt holds.
 *
 * @param worker subtask index of the worker
 * @param attempt the worker's execution attempt
 * @param sequence number of the report within the attempt
 * @param process names the JVM of the worker, to tell whether it outlived a failure
 * @param counts its slots
 * @param running tasks it holds; a prefix when there are many
 * @param costs device time of its steps by kind
 * @param totals what it has done
 * @param texts how long the texts were that it has completed
 */
public record SlotReport(
        int worker,
        int attempt,
        long sequence,
        String process,
        SlotCounts counts,
        List<RunningTask> running,
        List<StepCost> costs,
        WorkerTotals totals,
        TextTotals texts)
        implements Serializable {

    /** Copies the lists. */
    public SlotReport {
        Objects.requireNonNull(process, "process");
        Objects.requireNonNull(counts, "counts");
        running = List.copyOf(running);
        costs = List.copyOf(costs);
        Objects.requireNonNull(totals, "totals");
        Objects.requireNonNull(texts, "texts");
    }

    /** A report of a worker that has completed no text. */
    public SlotReport(
            int worker,
            int attempt,
            long sequence,
            String process,
            SlotCounts counts,
            List<RunningTask> running,
            List<StepCost> costs,
            WorkerTotals totals) {
        this(worker, attempt, sequence, process, counts, running, costs, totals, TextTotals.NONE);
    }

    /** Tells whether this report outdates the other one of the same worker. */
    public boolean isNewerThan(SlotReport other) {
        return attempt != other.attempt ? attempt > other.attempt : sequence > other.sequence;
    }
}
