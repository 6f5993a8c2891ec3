package io.omniflow.worker;

import io.omniflow.core.batching.BatchFill;
import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.recovery.BatchLimit;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.recovery.Failures;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.engine.Generation;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances generations, one step of one batch a tick, and decides at each boundary who runs. Owned
 * by the loop's thread.
 */
final class Batcher<G extends Generation> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    /** A batch that did not fit into memory is tried half as large for at least so long. */
    private static final long CALM_MS = 30_000;

    private final LoopContext context;
    private final GenerationListener listener;
    private final Roster<G> roster;
    private final Turns<G> turns;
    private final LoopReports<G> reports;
    private final Lives<G> lives;
    private final BatchLimit limit;
    private boolean regroup;

    Batcher(StepModel<G> model, LoopContext context, Guard guard) {
        this.context = context;
        this.listener = context.listener();
        this.roster = new Roster<>(context.config().slots());
        this.limit = new BatchLimit(context.config().maxBatchUnits(), CALM_MS);
        this.turns = new Turns<>(() -> limit.units(context.clock().millis()));
        this.reports = new LoopReports<>(context, roster);
        this.lives = new Lives<>(model, context, guard, roster, reports);
    }

    boolean isIdle() {
        return roster.isEmpty();
    }

    void obey(LoopCommand command) {
        if (command instanceof Arrival arrival) {
            roster.add(new Member<>(arrival));
        } else if (command instanceof LoopCommand.Cancellation cancellation) {
            cancel(cancellation.id());
        } else if (command instanceof LoopCommand.Show show) {
            Member<G> member = roster.find(show.id());
            if (member != null) {
                member.shows(show.previews());
            }
        }
    }

    void tick() {
        expire();
        if (roster.choose()) {
            pauseOthers();
            regroup = true;
        }
        takeUpChosen();
        if (regroup) {
            turns.regroup(stepping());
            regroup = false;
        }
        List<Member<G>> batch = turns.next();
        if (!batch.isEmpty()) {
            step(batch);
        }
        finishDone();
        publishSnapshots();
        reports.report();
    }

    /** Pauses all that runs, with a snapshot of its newest step, before the model leaves. */
    void pauseAll() {
        for (Member<G> member : List.copyOf(roster.all())) {
            if (member.isRunning() && member.isOnDevice()) {
                pause(member, false);
            } else {
                lives.publishIfAhead(member);
            }
        }
    }

    /** Returns all tasks as they are taken up once the model is loaded again. */
    List<Arrival> left() {
        return roster.all().stream().map(member -> member.survivor(false)).toList();
    }

    /** Tells whether the device is of no use until the model is loaded again. */
    boolean hasLostDevice() {
        return lives.hasLostDevice();
    }

    /**
     * Returns all tasks as another thread takes them up, after this one was abandoned in a call.
     * Those of the call go on alone; the only one of a call does not go on.
     */
    List<Arrival> survivors(Guard.Call hung) {
        List<Arrival> survivors = new ArrayList<>();
        for (Member<G> member : roster.all()) {
            boolean suspect = hung.members().contains(member);
            if (!suspect || hung.members().size() > 1) {
                survivors.add(member.survivor(suspect));
            }
        }
        return survivors;
    }

    // -- who runs

    private void cancel(TaskId id) {
        Member<G> member = roster.find(id);
        if (member != null) {
            lives.end(member);
            if (member.published() != null) {
                context.snapshots().forget(id, member.published());
            }
        }
    }

    private void expire() {
        long now = context.clock().millis();
        for (int i = roster.all().size() - 1; i >= 0; i--) {
            Member<G> member = roster.all().get(i);
            if (member.task().isExpiredAt(now)) {
                expire(member);
            }
        }
    }

    /** Publishes a snapshot first: a task that shares the generation may have more time. */
    private void expire(Member<G> member) {
        if (lives.publishIfAhead(member)) {
            lives.fail(
                    member,
                    new CoreModuleException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline passed before step "
                                    + (lives.stepOf(member) + 1)
                                    + " of "
                                    + member.task().params().stepsTaken()));
        }
    }

    private void pauseOthers() {
        List<Member<G>> chosen = roster.chosen();
        for (Member<G> member : List.copyOf(roster.all())) {
            if (member.isRunning() && !chosen.contains(member)) {
                pause(member, !chosen.get(0).isAlone());
            }
        }
    }

    private void pause(Member<G> member, boolean counts) {
        member.pauses(counts);
        if (lives.publishIfAhead(member)) {
            listener.paused(member.id(), lives.stepOf(member), member.pauses());
        }
    }

    /** Others wait a step longer when an urgent one begins, so that it need not wait for them. */
    private void takeUpChosen() {
        boolean urgent = false;
        for (Member<G> member : roster.chosen()) {
            if (urgent && !member.isUrgent()) {
                break;
            }
            if (!member.isRunning() || !member.isOnDevice()) {
                urgent |= member.isUrgent();
                takeUp(member);
                regroup = true;
            }
        }
    }

    private void takeUp(Member<G> member) {
        RunState before = member.state();
        member.runs(context.clock().millis());
        if (before == RunState.WAITING) {
            listener.began(member.id());
        }
        if (!member.isOnDevice() && !lives.begin(member)) {
            return;
        }
        if (before == RunState.PAUSED) {
            listener.resumed(member.id(), lives.stepOf(member));
        }
    }

    private List<Member<G>> stepping() {
        return roster.chosen().stream()
                .filter(member -> member.isOnDevice() && member.isRunning() && !member.isDone())
                .toList();
    }

    // -- steps

    private void step(List<Member<G>> batch) {
        List<StepReport> steps;
        long start = System.nanoTime();
        try {
            steps = lives.step(batch);
        } catch (RuntimeException e) {
            stepInParts(batch, e);
            return;
        }
        context.costs().add(batch, steps, System.nanoTime() - start);
        long now = context.clock().millis();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).stepped(turns.nextStamp(), now);
            CoreModuleException failure = steps.get(i).failure();
            if (failure != null) {
                lives.fail(batch.get(i), failure);
            } else if (batch.get(i).hasPreview()) {
                lives.show(batch.get(i));
            }
        }
    }

    /**
     * A batch that failed as a whole is tried member by member, so that only the culprit fails. One
     * that did not fit into memory is tried in halves, and so are those after it for a while. A
     * device that is lost is so for all members.
     */
    private void stepInParts(List<Member<G>> batch, RuntimeException failure) {
        FailureClass kind = Failures.classOf(failure);
        if (batch.size() == 1 || kind == FailureClass.DEVICE_LOST || lives.hasLostDevice()) {
            batch.forEach(member -> lives.fail(member, OutputEncoder.describe(failure)));
        } else if (kind == FailureClass.OUT_OF_MEMORY) {
            limit.exceeded(BatchFill.units(batch), context.clock().millis());
            LOG.warn("{} generations are too many for the memory at once", batch.size(), failure);
            step(batch.subList(0, batch.size() / 2));
            step(batch.subList(batch.size() / 2, batch.size()));
        } else {
            batch.forEach(member -> step(List.of(member)));
        }
    }

    private void finishDone() {
        for (int i = roster.all().size() - 1; i >= 0; i--) {
            if (roster.all().get(i).isDone()) {
                lives.finish(roster.all().get(i));
            }
        }
    }

    private void publishSnapshots() {
        long now = context.clock().millis();
        for (int i = roster.all().size() - 1; i >= 0; i--) {
            Member<G> member = roster.all().get(i);
            if (member.wantsSnapshot(now, context.config().snapshotIntervalMs())) {
                lives.publish(member);
            }
        }
    }

    /** Frees what is on the device. The roster stays as it is: another thread may be reading it. */
    @Override
    public void close() {
        roster.all().forEach(Member::free);
    }
}
