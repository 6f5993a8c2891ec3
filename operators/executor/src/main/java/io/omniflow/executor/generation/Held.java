package io.omniflow.executor.generation;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.executor.record.InFlight;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;

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

    int step() {
        return step;
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
}
