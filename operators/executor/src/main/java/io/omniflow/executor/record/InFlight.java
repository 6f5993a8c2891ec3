package io.omniflow.executor.record;

import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A generation on a worker as it lies in the state of the generation operator.
 *
 * @param run the release that brought it
 * @param followers equal tasks that share the generation
 * @param snapshot where to resume; null before the first snapshot
 * @param startedMs epoch milliseconds of its first step ever; 0 before it
 * @param pauses how often it was paused
 * @param resumedFromStep step of the snapshot from which the running attempt continued
 * @param attempt 0 for the first execution, one more after each recovery and each retry
 * @param retries how often it was tried again after a failure of its own
 */
public record InFlight(
        WorkerCommand.Run run,
        List<WorkerCommand.Run> followers,
        @Nullable Snapshot snapshot,
        long startedMs,
        int pauses,
        int resumedFromStep,
        int attempt,
        int retries) {

    /** Checks the release and copies the followers. */
    public InFlight {
        Objects.requireNonNull(run, "run");
        followers = List.copyOf(followers);
    }

    /** A task that has just arrived. */
    public static InFlight arrived(WorkerCommand.Run run) {
        return new InFlight(run, List.of(), null, 0, 0, 0, 0, 0);
    }

    /** Returns the task that leads. */
    public GenerationTask task() {
        return run.task();
    }

    /** Returns the generation as the next attempt takes it up. */
    public InFlight recovered() {
        int step = snapshot == null ? 0 : snapshot.step();
        return new InFlight(
                run, followers, snapshot, startedMs, pauses, step, attempt + 1, retries);
    }

    /** Returns the generation as another worker takes it up, in a slot of its own. */
    public InFlight movedTo(int worker) {
        int step = snapshot == null ? 0 : snapshot.step();
        return new InFlight(
                run.on(worker).in(true),
                followers.stream().map(follower -> follower.on(worker)).toList(),
                snapshot,
                startedMs,
                pauses,
                step,
                attempt,
                retries);
    }

    /** Returns the generation without its state, to start anew. */
    public InFlight withoutSnapshot() {
        return new InFlight(run, followers, null, startedMs, pauses, 0, attempt, retries);
    }

    /** Returns the generation with what is known of its progress. */
    public InFlight at(@Nullable Snapshot newest, long firstStepMs) {
        return new InFlight(
                run, followers, newest, firstStepMs, pauses, resumedFromStep, attempt, retries);
    }
}
