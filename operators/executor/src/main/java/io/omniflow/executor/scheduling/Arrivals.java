package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.logging.RequestScope;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.executor.record.AdmittedTask;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of an arriving task: it waits, joins an equal one, goes past the queue or
 * ends at once.
 */
final class Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private final OmniScheduler scheduler;
    private final WaitingTasks waiting;
    private final IdMemory ids;
    private final KnownResults known;
    private final QueueRoom room;
    private final Cancellations cancellations;
    private final Releases releases;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;

    Arrivals(
            OmniScheduler scheduler,
            WaitingTasks waiting,
            IdMemory ids,
            KnownResults known,
            QueueRoom room,
            Cancellations cancellations,
            Releases releases,
            SchedulingEmitter emitter,
            SchedulingMetrics metrics) {
        this.scheduler = scheduler;
        this.waiting = waiting;
        this.ids = ids;
        this.known = known;
        this.room = room;
        this.cancellations = cancellations;
        this.releases = releases;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /** Takes a task; the caller has set the current key. */
    @SuppressWarnings("try")
    void take(AdmittedTask admitted, long nowMs) throws Exception {
        try (RequestScope scope = RequestScope.of(admitted.task())) {
            LOG.debug("Task {} arrives at {}", admitted.task().id(), admitted.task().model());
            judge(admitted, nowMs);
        }
    }

    private void judge(AdmittedTask admitted, long nowMs) throws Exception {
        GenerationTask task = admitted.task();
        if (task.route().isContinued()) {
            goOn(task, nowMs);
            return;
        }
        switch (ids.judge(task, nowMs)) {
            case NEW -> accept(admitted, nowMs);
            case DUPLICATE -> {
                metrics.duplicate();
                emitter.duplicate(task, nowMs);
            }
            case REUSED -> reuse(admitted, nowMs);
        }
    }

    /**
     * Takes a task that an earlier stage of its pipeline has let in: that stage has judged its id,
     * and remembers it. Whatever happens, the request gets an outcome.
     */
    private void goOn(GenerationTask task, long nowMs) throws Exception {
        if (cancellations.meets(task, nowMs)) {
            return;
        }
        if (scheduler.holds(task.id())) {
            metrics.reused();
            reject(task, new TaskError(ErrorCode.ID_REUSED, taken(task)));
        } else if (!pass(task, nowMs) && hasRoom(task, nowMs)) {
            place(task, waiting.add(task, nowMs), nowMs);
        }
    }

    private static String taken(GenerationTask task) {
        return "another request with the id '"
                + task.id().requestId()
                + "' is at stage '"
                + task.model()
                + "'; every request needs an id of its own";
    }

    private void accept(AdmittedTask admitted, long nowMs) throws Exception {
        GenerationTask task = admitted.task();
        if (scheduler.holds(task.id())) {
            // A pipeline's request has the id, which only its first stage remembers.
            reuse(admitted, nowMs);
            return;
        }
        if (cancellations.meets(task, nowMs)) {
            ids.remember(task, nowMs);
            return;
        }
        if (passes(task, nowMs)) {
            ids.remember(task, nowMs);
        } else if (hasRoom(task, nowMs)) {
            ids.remember(task, nowMs);
            place(task, waiting.add(task, nowMs), nowMs);
        }
    }

    private void reuse(AdmittedTask admitted, long nowMs) {
        if (admitted.origin() != null) {
            metrics.reused();
            emitter.reused(admitted, nowMs);
        }
    }

    /** A known result waits for nobody, whatever the limits of the queue. */
    private boolean passes(GenerationTask task, long nowMs) throws Exception {
        if (room.isOpenTo(task, nowMs) && pass(task, nowMs)) {
            room.passed(task);
            return true;
        }
        return false;
    }

    private boolean pass(GenerationTask task, long nowMs) {
        Optional<Integer> worker = known.pass(task, nowMs);
        worker.ifPresent(index -> releases.pass(task, index, nowMs));
        return worker.isPresent();
    }

    /** Tells whether there is room for a task; ends it if there is not. */
    private boolean hasRoom(GenerationTask task, long nowMs) throws Exception {
        try {
            room.check(task, nowMs);
            return true;
        } catch (QueueFullException e) {
            metrics.rejected(e.code());
            reject(task, TaskError.of(e, ErrorCode.QUEUE_FULL));
            return false;
        }
    }

    private void reject(GenerationTask task, TaskError error) {
        emitter.end(task, TaskStatus.REJECTED, error, 0);
    }

    private void place(GenerationTask task, Placement placement, long nowMs) {
        if (placement instanceof Placement.Queued queued) {
            emitter.queued(task, queued, nowMs);
        } else if (placement instanceof Placement.Follows follows) {
            emitter.follows(task, follows.leader(), nowMs);
        } else if (placement instanceof Placement.Attached attached) {
            emitter.follows(task, attached.leader(), nowMs);
            releases.attach(task, attached, nowMs);
        }
    }
}
