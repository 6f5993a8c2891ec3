package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.Location;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.record.QueuedTask;
import io.omniflow.executor.record.RememberedId;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.CancelReport;
import java.util.Optional;

/**
 * Gives requests up: waiting images end here, the workers of the others are told down the images'
 * own path, and what comes later is met by the memory of cancellations. Every cancellation is
 * remembered, because images of the same request may still be on their way.
 */
final class Cancellations {

    private static final TaskError CANCELLED =
            new TaskError(ErrorCode.CANCELLED, "the request was cancelled by a command");

    private final WaitingTasks waiting;
    private final OmniScheduler scheduler;
    private final CancelMemory memory;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;

    Cancellations(
            WaitingTasks waiting,
            OmniScheduler scheduler,
            CancelMemory memory,
            SchedulingEmitter emitter,
            SchedulingMetrics metrics) {
        this.waiting = waiting;
        this.scheduler = scheduler;
        this.memory = memory;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /** Gives a request up and says what it met. */
    CancelReport cancel(String requestId, long nowMs) throws Exception {
        memory.remember(requestId, nowMs);
        int cancelled = 0;
        int forwarded = 0;
        for (int index = 0; index < RememberedId.MAX_IMAGES; index++) {
            TaskId id = new TaskId(requestId, index);
            Optional<QueuedTask> queued = waiting.remove(id);
            Optional<Location> location = scheduler.locate(id);
            if (queued.isPresent()) {
                end(queued.get().task(), nowMs - queued.get().arrivedMs());
                cancelled++;
            } else if (location.isPresent()) {
                tell(id, location.get());
                forwarded++;
            }
        }
        return CancelReport.newBuilder()
                .setCancelled(cancelled)
                .setForwarded(forwarded)
                .setRemembered(cancelled + forwarded == 0)
                .build();
    }

    /** Ends an arriving task if its request was cancelled before, and tells whether it did. */
    boolean meets(GenerationTask task, long nowMs) {
        if (memory.isEmpty() || !memory.holds(task.id(), nowMs)) {
            return false;
        }
        end(task, 0);
        return true;
    }

    /** Tells a worker of the tasks among those it announces whose request was cancelled before. */
    void meet(SlotReport report, long nowMs) {
        if (memory.isEmpty()) {
            return;
        }
        for (RunningTask task : report.running()) {
            Location location = new Location(report.worker(), task.cacheKey());
            meet(task.id(), location, nowMs);
            task.followers().forEach(follower -> meet(follower, location, nowMs));
        }
    }

    private void meet(TaskId id, Location location, long nowMs) {
        if (memory.holds(id, nowMs)) {
            tell(id, location);
        }
    }

    private void tell(TaskId id, Location location) {
        if (memory.tell(id, location.worker())) {
            emitter.command(new WorkerCommand.Cancel(id, location.cacheKey(), location.worker()));
        }
    }

    private void end(GenerationTask task, long queuedMs) {
        metrics.cancelled();
        emitter.end(task, TaskStatus.CANCELLED, CANCELLED, queuedMs);
    }
}
