package io.omniflow.executor.generation;

import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.generation.PreviewSteps;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand.Run;
import io.omniflow.worker.StepProgress;
import io.omniflow.worker.StepTimes;
import io.omniflow.worker.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A generation the worker holds, for one task or several equal ones, and what the mailbox thread
 * knows of its progress. Slot, terms and the loop's key stay with the generation whoever leads it.
 */
final class Held {

    private final TaskId key;
    private final InFlight origin;
    private final List<Run> members = new ArrayList<>();
    private RunState state = RunState.WAITING;
    private boolean submitted;
    private int step;
    private StepCacheReport stepCache = StepCacheReport.NONE;
    private int pauses;
    private long knownDeadlineMs;
    private long startedMs;
    private int retries;
    private int resumedFromStep;
    private boolean resting;
    private boolean leaving;
    private boolean alone;

    Held(InFlight origin) {
        this.key = origin.task().id();
        this.origin = origin;
        this.members.add(origin.run());
        this.members.addAll(origin.followers());
        this.step = origin.resumedFromStep();
        this.pauses = origin.pauses();
        this.startedMs = origin.startedMs();
        this.retries = origin.retries();
        this.resumedFromStep = origin.resumedFromStep();
    }

    /** Returns the id by which the loop speaks of it. */
    TaskId key() {
        return key;
    }

    /** Returns the tasks that share it; the first one leads. */
    List<Run> members() {
        return List.copyOf(members);
    }

    GenerationTask leader() {
        return members.get(0).task();
    }

    String fingerprint() {
        return leader().fingerprint();
    }

    /** Returns what tasks have in common that may share it; empty if none may. */
    String sharing() {
        return leader().sharingKey();
    }

    /** Tells whether a task may share it that wants no output from before a moment. */
    boolean isOpenTo(String sharingKey, long notBeforeMs) {
        return !sharingKey.isEmpty() && sharing().equals(sharingKey) && sinceMs() >= notBeforeMs;
    }

    /** Epoch milliseconds of its first step, or of its release if it has not begun. */
    private long sinceMs() {
        return startedMs > 0 ? startedMs : origin.run().releasedMs();
    }

    RunTerms terms() {
        return origin.run().terms();
    }

    boolean slotted() {
        return origin.run().slotted();
    }

    RunState state() {
        return state;
    }

    boolean submitted() {
        return submitted;
    }

    int step() {
        return step;
    }

    /** Returns what the step cache has done so far. */
    StepCacheReport stepCache() {
        return stepCache;
    }

    int resumedFromStep() {
        return resumedFromStep;
    }

    /** Returns how often it was recovered or tried again. */
    int attempt() {
        return origin.attempt() + retries - origin.retries();
    }

    /** Returns how often it was tried again after a failure of its own. */
    int retries() {
        return retries;
    }

    /** Tells whether it waits before it is tried again. */
    boolean isResting() {
        return resting;
    }

    /** Milliseconds until the last of its members expires. */
    long leftMs(long nowMs) {
        long latest = latestDeadlineMs();
        return latest == 0 ? Long.MAX_VALUE : latest - nowMs;
    }

    /** Epoch milliseconds of the first step ever; 0 before it. */
    long startedMs() {
        return startedMs;
    }

    /** Returns the release of one of its tasks. */
    Run member(TaskId id) {
        return members.stream().filter(run -> run.task().id().equals(id)).findFirst().orElseThrow();
    }

    void join(Run follower) {
        members.add(follower);
    }

    /** Removes a member and tells whether others remain; the next in line leads then. */
    boolean leave(TaskId member) {
        members.removeIf(run -> run.task().id().equals(member));
        return !members.isEmpty();
    }

    private long latestDeadlineMs() {
        boolean endless = members.stream().anyMatch(run -> run.task().deadlineMs() == 0);
        return endless ? 0 : members.stream().mapToLong(r -> r.task().deadlineMs()).max().orElse(0);
    }

    /** Returns the deadline that the loop knows of; 0 for none. */
    long knownDeadlineMs() {
        return knownDeadlineMs;
    }

    /** Hands it over to the loop, with the latest deadline of its members. */
    Submission submitted(@Nullable Snapshot from, boolean suspected) {
        submitted = true;
        knownDeadlineMs = latestDeadlineMs();
        GenerationTask task = leader().withDeadline(knownDeadlineMs);
        Neighbourhood start = from == null ? origin.run().neighbours() : Neighbourhood.NONE;
        return new Submission(
                key, task, from, terms(), pauses, suspected || alone, start, previews());
    }

    /** Returns after which steps any of its members has a preview. */
    PreviewSteps previews() {
        return PreviewSteps.ofAll(members.stream().map(Run::task).toList());
    }

    /** The loop no longer has it, though it has not ended. */
    void giveUp() {
        submitted = false;
        state = RunState.WAITING;
    }

    /**
     * It failed, rests, and is tried again from a step.
     *
     * @param nextAlone whether with nobody beside it: it may be what takes the device from others
     */
    void rests(int fromStep, boolean nextAlone) {
        giveUp();
        resting = true;
        alone |= nextAlone;
        retries++;
        resumedFromStep = fromStep;
        step = fromStep;
    }

    /** It has rested. */
    void rested() {
        resting = false;
        leaving = false;
    }

    /** It waits for the word whether another worker takes it. */
    void leaves() {
        leaving = true;
    }

    /** Tells whether another worker may have it already. */
    boolean isLeaving() {
        return leaving;
    }

    void began(long nowMs) {
        state = RunState.RUNNING;
        if (startedMs == 0) {
            startedMs = nowMs;
        }
    }

    void advanced(StepProgress progress) {
        step = progress.step();
        stepCache = progress.stepCache();
    }

    /** Takes a pause and tells whether it counts as a preemption. */
    boolean paused(int atStep, int pausesSoFar) {
        boolean preempted = pausesSoFar > pauses;
        state = RunState.PAUSED;
        step = atStep;
        pauses = pausesSoFar;
        return preempted;
    }

    void resumed(int atStep) {
        state = RunState.RUNNING;
        step = atStep;
    }

    /** Takes the loop's own marks, which are exact. */
    void ended(StepTimes times) {
        if (origin.startedMs() == 0) {
            startedMs = times.startedMs();
        }
    }

    /** Returns the snapshot with which it was restored. */
    @Nullable Snapshot restored() {
        return origin.snapshot();
    }

    /** Returns it as a checkpoint keeps it. */
    InFlight inFlight(Optional<Snapshot> newest) {
        Run leader = members.get(0);
        Run leading =
                new Run(
                        leader.task(),
                        leader.worker(),
                        slotted(),
                        terms(),
                        leader.queuedMs(),
                        leader.releasedMs());
        return new InFlight(
                leading,
                members.subList(1, members.size()),
                newest.orElse(origin.snapshot()),
                startedMs,
                pauses,
                resumedFromStep,
                attempt(),
                retries);
    }

    RunningTask running() {
        GenerationTask task = leader();
        return new RunningTask(
                task.id(),
                members.stream().skip(1).map(run -> run.task().id()).toList(),
                task.fingerprint(),
                sharing(),
                task.tenant(),
                task.cacheKey(),
                Shape.of(task.params()),
                terms().level(),
                state,
                step,
                task.params().stepsTaken(),
                task.params().stepCache().effort(),
                sinceMs());
    }
}
