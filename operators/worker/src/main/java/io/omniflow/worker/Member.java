package io.omniflow.worker;

import io.omniflow.core.request.TaskId;
import io.omniflow.engine.Generation;

/** A generation on the device and its marks. It belongs to the loop's thread. */
final class Member<G extends Generation> {

    private final TaskId id;
    private final G generation;
    private final long startedMs;
    private long snapshotMs;
    private long steppedMs;

    Member(TaskId id, G generation, long nowMs) {
        this.id = id;
        this.generation = generation;
        this.startedMs = nowMs;
        this.snapshotMs = nowMs;
    }

    TaskId id() {
        return id;
    }

    G generation() {
        return generation;
    }

    StepProgress progress() {
        return new StepProgress(id(), generation.step(), generation.steps());
    }

    boolean wantsSnapshot(long nowMs, long intervalMs) {
        return nowMs - snapshotMs >= intervalMs;
    }

    void snapshotTaken(long nowMs) {
        snapshotMs = nowMs;
    }

    void stepped(long nowMs) {
        steppedMs = nowMs;
    }

    StepTimes timesAt(long nowMs) {
        return new StepTimes(startedMs, steppedMs, nowMs);
    }
}
