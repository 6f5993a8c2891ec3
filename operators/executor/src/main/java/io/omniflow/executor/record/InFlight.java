package io.omniflow.executor.record;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task on a worker as it lies in the state of generation.
 *
 * @param command the release that brought it
 * @param snapshot where to resume; null before the first snapshot
 * @param startedMs epoch milliseconds of its first step ever; 0 before it
 * @param resumedFromStep step of the snapshot from which the running attempt continued
 * @param attempt 0 for the first execution, one more after each recovery
 */
public record InFlight(
        WorkerCommand command,
        @Nullable Snapshot snapshot,
        long startedMs,
        int resumedFromStep,
        int attempt) {

    /** Checks the command. */
    public InFlight {
        Objects.requireNonNull(command, "command");
    }

    /** A task that has just arrived. */
    public static InFlight arrived(WorkerCommand command) {
        return new InFlight(command, null, 0, 0, 0);
    }

    /** Returns the task. */
    public GenerationTask task() {
        return command.task();
    }

    /** Returns the task as the next attempt takes it up. */
    public InFlight recovered() {
        int step = snapshot == null ? 0 : snapshot.step();
        return new InFlight(command, snapshot, startedMs, step, attempt + 1);
    }

    /** Returns the task with what is known of its progress. */
    public InFlight at(@Nullable Snapshot newest, long firstStepMs) {
        return new InFlight(command, newest, firstStepMs, resumedFromStep, attempt);
    }
}
