package io.omniflow.executor.generation;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.record.WorkerCommand.Run;
import io.omniflow.worker.StepTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of those who share a generation, each with its own timings.
 *
 * @param held the generation, with all members that still wait for it
 * @param times when it passed its marks
 */
record MemberOutcomes(Held held, StepTimes times) {

    /** Marks for a generation that is given up now. */
    static MemberOutcomes at(Held held, long nowMs) {
        return new MemberOutcomes(held, new StepTimes(held.startedMs(), 0, nowMs));
    }

    /** The output for the leader and, as shared, for its followers. */
    List<TaskOutcome> completed(Output output) {
        return held.members().stream().map(member -> completed(member, output)).toList();
    }

    /** The same error for each member. */
    List<TaskOutcome> failed(CoreModuleException failure) {
        TaskError error = TaskError.of(failure, ErrorCode.GENERATION_FAILED);
        return held.members().stream().map(m -> ended(m, TaskStatus.FAILED, error)).toList();
    }

    /** An outcome without an output for one member. */
    TaskOutcome ended(Run member, TaskStatus status, TaskError error) {
        return outcome(member, status, null, error, CacheReport.MISS);
    }

    private TaskOutcome completed(Run member, Output output) {
        GenerationTask task = member.task();
        CacheReport report =
                task.equals(held.leader())
                        ? CacheReport.MISS
                        : CacheReport.shared(
                                task.fingerprint(), output.steps(task.params().stepsTaken()));
        return outcome(member, TaskStatus.COMPLETED, output, null, report);
    }

    private TaskOutcome outcome(
            Run member,
            TaskStatus status,
            @Nullable Output output,
            @Nullable TaskError error,
            CacheReport report) {
        return new TaskOutcome(
                member.task(),
                status,
                output,
                error,
                timings(member),
                report,
                held.resumedFromStep(),
                held.attempt());
    }

    /** A follower that came late shares only what was still to be done. */
    private TaskTimings timings(Run member) {
        long released = member.releasedMs();
        long ended = Math.max(times.endedMs(), released);
        long started = held.startedMs() == 0 ? ended : Math.max(held.startedMs(), released);
        long stepped = times.steppedMs() == 0 ? ended : Math.max(times.steppedMs(), started);
        return new TaskTimings(
                member.queuedMs(),
                started - released,
                Math.max(0, stepped - started),
                Math.max(0, ended - stepped));
    }
}
