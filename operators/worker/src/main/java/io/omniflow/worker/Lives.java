package io.omniflow.worker;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.recovery.FailureClass;
import io.omniflow.core.recovery.Failures;
import io.omniflow.engine.Generation;
import io.omniflow.engine.PendingOutput;
import io.omniflow.engine.PendingPreview;
import io.omniflow.engine.StepModel;
import io.omniflow.engine.StepReport;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to single generations of a roster, from their beginning to their end. Every call
 * into the model is guarded; one that throws ends the generation it was for. Owned by the loop's
 * thread.
 */
final class Lives<G extends Generation> {

    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);

    private final StepModel<G> model;
    private final LoopContext context;
    private final Guard guard;
    private final Roster<G> roster;
    private final LoopReports<G> reports;
    private boolean lostDevice;

    Lives(
            StepModel<G> model,
            LoopContext context,
            Guard guard,
            Roster<G> roster,
            LoopReports<G> reports) {
        this.model = model;
        this.context = context;
        this.guard = guard;
        this.roster = roster;
        this.reports = reports;
    }

    /** Brings a member onto the device, from its newest snapshot; false if that ended it. */
    @SuppressWarnings("try")
    boolean begin(Member<G> member) {
        try (RequestScope scope = RequestScope.of(member.task())) {
            return began(member);
        }
    }

    private boolean began(Member<G> member) {
        try {
            Snapshot from = context.snapshots().find(member.id());
            G generation =
                    guard.call("begin", List.of(member), () -> model.begin(member.beginning(from)));
            member.onDevice(generation, context.clock().millis());
            reports.hurry();
            LOG.debug("Task {} begins at step {}", member.id(), generation.step());
            return true;
        } catch (RuntimeException e) {
            fail(member, OutputEncoder.describe(e));
            return false;
        }
    }

    /**
     * Lets members take a step, at once.
     *
     * @throws RuntimeException what the model threw for all of them
     */
    List<StepReport> step(List<Member<G>> batch) {
        List<G> generations = new ArrayList<>(batch.size());
        for (Member<G> member : batch) {
            generations.add(member.generation());
        }
        return guard.call("step", batch, () -> model.step(generations));
    }

    /** Makes a preview of a member, which goes on whatever becomes of that. */
    @SuppressWarnings("try")
    void show(Member<G> member) {
        try (RequestScope scope = RequestScope.of(member.task())) {
            PendingPreview preview =
                    guard.call(
                            "preview", List.of(member), () -> model.preview(member.generation()));
            if (preview != null) {
                context.encoder().show(member, preview);
            }
        } catch (RuntimeException e) {
            LOG.warn("There is no preview of task {}", member.id(), e);
        }
    }

    /** Takes the output of a member that is done. */
    @SuppressWarnings("try")
    void finish(Member<G> member) {
        try (RequestScope scope = RequestScope.of(member.task())) {
            finished(member);
        }
    }

    private void finished(Member<G> member) {
        PendingOutput pending;
        boolean keeps = context.config().keepLatents() && member.task().cache().write();
        try {
            pending =
                    guard.call(
                            "finish",
                            List.of(member),
                            () -> model.finish(member.generation(), keeps));
        } catch (RuntimeException e) {
            fail(member, OutputEncoder.describe(e));
            return;
        }
        StepCacheReport stepCache = member.generation().stepCache();
        end(member);
        context.encoder().encode(member, pending, stepCache);
    }

    /** Publishes a host snapshot if there is none of this step; false if that ended the member. */
    boolean publishIfAhead(Member<G> member) {
        return !member.isAheadOfSnapshot() || publish(member);
    }

    /** Publishes a host snapshot; false if that ended the member. */
    boolean publish(Member<G> member) {
        try {
            Snapshot snapshot =
                    guard.call(
                            "snapshot", List.of(member), () -> model.snapshot(member.generation()));
            context.snapshots().publish(member.id(), snapshot);
            member.published(snapshot, context.clock().millis());
            return true;
        } catch (RuntimeException e) {
            fail(member, OutputEncoder.describe(e));
            return false;
        }
    }

    /** Ends a member without an output. */
    void fail(Member<G> member, CoreModuleException failure) {
        lostDevice |= Failures.classOf(failure) == FailureClass.DEVICE_LOST;
        end(member);
        context.listener().failed(member.id(), failure, member.timesAt(context.clock().millis()));
    }

    /** Tells whether a member failed because the device is lost. */
    boolean hasLostDevice() {
        return lostDevice;
    }

    /** Takes a member off the device and the roster. */
    void end(Member<G> member) {
        roster.remove(member);
        member.free();
        reports.ended();
    }

    /** Returns how many steps a member has taken, or its newest snapshot if it is not here. */
    int stepOf(Member<G> member) {
        return member.isOnDevice()
                ? member.generation().step()
                : context.snapshots().stepOf(member.id());
    }
}
