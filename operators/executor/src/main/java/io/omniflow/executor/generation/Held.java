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
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task the worker holds and what the mailbox thread knows of its progress. */
final class Held {

    private final InFlight inFlight;
    private int step;
    private long startedMs;

    Held(InFlight inFlight) {
        this.inFlight = inFlight;
        this.step = inFlight.resumedFromStep();
        this.startedMs = inFlight.startedMs();
    }

    GenerationTask task() {
        return inFlight.task();
    }

    InFlight inFlight() {
        return inFlight;
    }

    RunningTask running() {
        return new RunningTask(
                task().id(),
                List.of(),
                task().fingerprint(),
                task().cacheKey(),
                Shape.of(task().params()),
                startedMs == 0 ? RunState.WAITING : RunState.RUNNING,
                step,
                task().params().steps());
    }

    /** Epoch milliseconds of the first step ever; 0 before it. */
    long startedMs() {
        return startedMs;
    }

    /** Takes a report and tells whether it is the first of this attempt. */
    boolean advanced(StepProgress progress, long nowMs) {
        boolean first = step == inFlight.resumedFromStep();
        step = progress.step();
        if (startedMs == 0) {
            startedMs = nowMs;
        }
        return first;
    }

    /** Takes the loop's own marks, which are exact. */
    void ended(StepTimes times) {
        if (inFlight.startedMs() == 0) {
            startedMs = times.startedMs();
        }
    }

    /** The outcome of a generation that ended with an output. */
    TaskOutcome completed(Output output, StepTimes times) {
        return outcome(TaskStatus.COMPLETED, output, null, times);
    }

    /** The outcome of a generation that ended without one. */
    TaskOutcome failed(CoreModuleException failure, StepTimes times) {
        TaskError error = TaskError.of(failure, ErrorCode.GENERATION_FAILED);
        return outcome(TaskStatus.FAILED, null, error, times);
    }

    private TaskOutcome outcome(
            TaskStatus status,
            @Nullable Output output,
            @Nullable TaskError error,
            StepTimes times) {
        return new TaskOutcome(
                task(),
                status,
                output,
                error,
                timings(times),
                CacheReport.MISS,
                inFlight.resumedFromStep(),
                inFlight.attempt());
    }

    private TaskTimings timings(StepTimes times) {
        WorkerCommand.Run command = inFlight.run();
        long stepsEnd = times.steppedMs() == 0 ? times.endedMs() : times.steppedMs();
        return new TaskTimings(
                command.queuedMs(),
                Math.max(0, startedMs - command.releasedMs()),
                Math.max(0, stepsEnd - startedMs),
                times.endedMs() - stepsEnd);
    }
}
