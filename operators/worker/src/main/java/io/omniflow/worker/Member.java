package io.omniflow.worker;

import io.omniflow.core.batching.BatchMember;
import io.omniflow.core.batching.RunCandidate;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.engine.Beginning;
import io.omniflow.engine.Generation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A task that the loop holds, and its generation once that has begun. */
final class Member<G extends Generation> implements RunCandidate, BatchMember {

    private Submission submission;
    private final boolean restored;
    private final long sequence;
    private final Shape shape;
    private final long units;
    private @Nullable G generation;
    private @Nullable Snapshot published;
    private RunState state;
    private int pauses;
    private long startedMs;
    private long snapshotMs;
    private long steppedMs;
    private long lastStamp = NEVER;
    private int toldSteps;
    private int toldChars;

    Member(Arrival arrival) {
        submission = arrival.submission();
        restored = arrival.restored();
        sequence = arrival.sequence();
        state = arrival.state();
        startedMs = arrival.startedMs();
        pauses = submission.pauses();
        shape = Shape.of(submission.task().params());
        units = shape.units();
    }

    TaskId id() {
        return submission.id();
    }

    GenerationTask task() {
        return submission.task();
    }

    /** Returns with what its generation starts or resumes. */
    Beginning beginning(@Nullable Snapshot from) {
        return new Beginning(task().params(), task().reuseScope(), from, submission.neighbours());
    }

    long stepTimeoutMs() {
        return submission.terms().stepTimeoutMs();
    }

    Shape shape() {
        return shape;
    }

    int pauses() {
        return pauses;
    }

    RunState state() {
        return state;
    }

    // -- the generation

    boolean isOnDevice() {
        return generation != null;
    }

    G generation() {
        return Objects.requireNonNull(generation, "generation");
    }

    boolean isDone() {
        return generation != null && generation.isDone();
    }

    void onDevice(G begun, long nowMs) {
        generation = begun;
        begun.preview(submission.previews());
        snapshotMs = nowMs;
    }

    /** Changes the steps after which it has previews. */
    void shows(PreviewSteps previews) {
        submission = submission.showing(previews);
        if (generation != null) {
            generation.preview(previews);
        }
    }

    /** Tells whether it has a preview after the step it has just taken. */
    boolean hasPreview() {
        return submission.previews().isAt(generation().step());
    }

    /** Returns how far it is, and what it has written since this was last asked. */
    StepProgress progress() {
        G running = generation();
        return new StepProgress(
                id(), running.step(), running.steps(), running.stepCache(), written(running));
    }

    private TextPart written(G running) {
        String text = running.text();
        if (text.length() == toldChars) {
            return TextPart.NONE;
        }
        TextPart part =
                new TextPart(
                        toldSteps,
                        running.step() - toldSteps,
                        toldChars,
                        text.substring(toldChars));
        toldSteps = running.step();
        toldChars = text.length();
        return part;
    }

    void free() {
        if (generation != null) {
            generation.close();
        }
    }

    // -- marks

    void runs(long nowMs) {
        state = RunState.RUNNING;
        if (startedMs == 0) {
            startedMs = nowMs;
        }
    }

    /** Makes it pause; only a pause for an urgent one counts. */
    void pauses(boolean counts) {
        state = RunState.PAUSED;
        pauses += counts ? 1 : 0;
    }

    void stepped(long stamp, long nowMs) {
        lastStamp = stamp;
        steppedMs = nowMs;
    }

    boolean wantsSnapshot(long nowMs, long intervalMs) {
        return nowMs - snapshotMs >= intervalMs && isAheadOfSnapshot();
    }

    boolean isAheadOfSnapshot() {
        return generation != null
                && (published == null
                        ? generation.step() > 0
                        : published.step() < generation.step());
    }

    void published(Snapshot snapshot, long nowMs) {
        published = snapshot;
        snapshotMs = nowMs;
    }

    @Nullable Snapshot published() {
        return published;
    }

    StepTimes timesAt(long nowMs) {
        return new StepTimes(startedMs, steppedMs, nowMs);
    }

    /** Returns the task as the loop's next thread takes it up. */
    Arrival survivor(boolean alone) {
        Submission next = submission.goingOn(pauses, alone || submission.alone());
        return new Arrival(next, restored, sequence, state, startedMs);
    }

    // -- the order of running

    @Override
    public boolean isAlone() {
        return submission.alone();
    }

    @Override
    public int level() {
        return submission.terms().level();
    }

    @Override
    public boolean isUrgent() {
        return submission.terms().urgent();
    }

    @Override
    public boolean isRunning() {
        return state == RunState.RUNNING;
    }

    @Override
    public boolean hasBegun() {
        return restored || state != RunState.WAITING;
    }

    @Override
    public boolean mayPause() {
        return pauses < submission.terms().maxPauses();
    }

    @Override
    public Priority priority() {
        return task().priority();
    }

    @Override
    public long deadlineMs() {
        return task().deadlineMs();
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long units() {
        return units;
    }

    @Override
    public long lastStamp() {
        return lastStamp;
    }
}
