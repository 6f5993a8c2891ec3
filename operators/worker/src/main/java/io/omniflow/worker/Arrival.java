package io.omniflow.worker;

import io.omniflow.core.scheduling.RunState;

/**
 * A task that enters the loop, or one that goes on in the loop's next thread. Where it resumes lies
 * in the {@link HostSnapshots}.
 *
 * @param submission the task, without its snapshot
 * @param restored whether it resumes from a snapshot of another attempt
 * @param sequence its place in the order of arrival
 * @param state what it did in the loop's previous thread
 * @param startedMs epoch milliseconds of its first step here; 0 before it
 */
record Arrival(
        Submission submission, boolean restored, long sequence, RunState state, long startedMs)
        implements LoopCommand {

    static Arrival of(Submission submission, long sequence) {
        boolean restored = submission.from() != null;
        return new Arrival(submission.withoutSnapshot(), restored, sequence, RunState.WAITING, 0);
    }
}
