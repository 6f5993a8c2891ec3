package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.executor.record.AdmittedTask;

/** Decides what becomes of an arriving task: it waits, joins an equal one, or ends at once. */
final class Arrivals {

    private final OmniScheduler scheduler;
    private final WaitingTasks waiting;
    private final IdMemory ids;
    private final Cancellations cancellations;
    private final Releases releases;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;

    Arrivals(
            OmniScheduler scheduler,
            WaitingTasks waiting,
            IdMemory ids,
            Cancellations cancellations,
            Releases releases,
            SchedulingEmitter emitter,
            SchedulingMetrics metrics) {
        this.scheduler = scheduler;
        this.waiting = waiting;
        this.ids = ids;
        this.cancellations = cancellations;
        this.releases = releases;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /** Takes a task; the caller has set the current key. */
    void take(AdmittedTask admitted, long nowMs) throws Exception {
        GenerationTask task = admitted.task();
        switch (ids.judge(task, nowMs)) {
            case NEW -> accept(task, nowMs);
            case DUPLICATE -> {
                metrics.duplicate();
                emitter.duplicate(task, nowMs);
            }
            case REUSED -> {
                if (admitted.origin() != null) {
                    metrics.reused();
                    emitter.reused(admitted, nowMs);
                }
            }
        }
    }

    private void accept(GenerationTask task, long nowMs) throws Exception {
        if (cancellations.meets(task, nowMs)) {
            ids.remember(task, nowMs);
            return;
        }
        try {
            checkRoom(task, nowMs);
        } catch (QueueFullException e) {
            metrics.rejected(e.code());
            TaskError error = TaskError.of(e, ErrorCode.QUEUE_FULL);
            emitter.end(task, TaskStatus.REJECTED, error, 0);
            return;
        }
        ids.remember(task, nowMs);
        place(task, waiting.add(task, nowMs), nowMs);
    }

    /** The first image takes the room of all, and the others follow it in or out. */
    private void checkRoom(GenerationTask task, long nowMs) throws Exception {
        if (!ids.knows(task, nowMs)) {
            boolean first = task.id().index() == 0;
            scheduler.checkRoomFor(
                    first ? task.count() : Integer.MAX_VALUE, task.priority(), task.tenant());
        }
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
