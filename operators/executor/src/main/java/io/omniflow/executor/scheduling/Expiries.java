package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.Expiry;
import io.omniflow.executor.record.QueuedTask;

/** Ends the waiting tasks that will not run. */
final class Expiries {

    private final WaitingTasks waiting;
    private final SchedulingEmitter emitter;
    private final SchedulingMetrics metrics;

    Expiries(WaitingTasks waiting, SchedulingEmitter emitter, SchedulingMetrics metrics) {
        this.waiting = waiting;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /** Ends what expires now; the caller has set the current key. */
    void expire(long nowMs) throws Exception {
        for (WaitingTasks.Expired expired : waiting.expire(nowMs)) {
            QueuedTask queued = expired.queued();
            long queuedMs = nowMs - queued.arrivedMs();
            TaskError error = error(queued.task(), expired.reason(), queuedMs);
            metrics.expired(error.code());
            emitter.end(queued.task(), TaskStatus.EXPIRED, error, queuedMs);
        }
    }

    private static TaskError error(GenerationTask task, Expiry.Reason reason, long queuedMs) {
        String deadline = "the deadline " + task.deadlineMs() + " (epoch milliseconds) ";
        return switch (reason) {
            case DEADLINE_PASSED ->
                    new TaskError(
                            ErrorCode.DEADLINE_EXCEEDED,
                            deadline + "passed while the request waited");
            case DEADLINE_OUT_OF_REACH ->
                    new TaskError(
                            ErrorCode.DEADLINE_EXCEEDED,
                            deadline + "cannot be met any more: the request would take longer");
            case REQUEST_TIMEOUT ->
                    new TaskError(
                            ErrorCode.REQUEST_TIMEOUT,
                            "the request waited " + queuedMs + " ms, longer than requests may");
        };
    }
}
