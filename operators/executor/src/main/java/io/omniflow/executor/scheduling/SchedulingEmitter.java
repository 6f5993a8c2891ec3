package io.omniflow.executor.scheduling;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.executor.record.AdmittedTask;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.executor.wire.EventEncoder;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Turns what scheduling decides into records: commands to workers, and on the side outcomes, events
 * and dead letters. It counts the tasks that end here.
 */
final class SchedulingEmitter {

    private final Output<StreamRecord<WorkerCommand>> output;
    private final boolean events;
    private final EventEncoder eventEncoder = new EventEncoder();
    private final Map<TaskStatus, Long> ended = new EnumMap<>(TaskStatus.class);

    SchedulingEmitter(Output<StreamRecord<WorkerCommand>> output, boolean events) {
        this.output = output;
        this.events = events;
    }

    void command(WorkerCommand command) {
        output.collect(new StreamRecord<>(command));
    }

    void queued(GenerationTask task, Placement.Queued place, long nowMs) {
        if (events) {
            event(eventEncoder.queued(task, place, nowMs));
        }
    }

    void follows(GenerationTask task, TaskId leader, long nowMs) {
        if (events) {
            event(eventEncoder.follows(task, leader, nowMs));
        }
    }

    void duplicate(GenerationTask task, long nowMs) {
        event(eventEncoder.duplicate(task, nowMs));
    }

    /** A request came under the id of another one; the record of its first image carries it all. */
    void reused(AdmittedTask admitted, long nowMs) {
        GenerationTask task = admitted.task();
        String message =
                "request id '"
                        + task.id().requestId()
                        + "' was used before for another request; every request needs an id of its"
                        + " own";
        event(eventEncoder.idReused(task, message, nowMs));
        TaskError error = new TaskError(ErrorCode.ID_REUSED, message);
        output.collect(
                SideOutputs.DEAD_LETTERS,
                new StreamRecord<>(
                        new DeadLetterEncoder()
                                .encode(admitted.origin(), "scheduling", error, nowMs)));
    }

    /** A record for the cache topic. */
    void cacheRecord(OutboundRecord record) {
        output.collect(SideOutputs.CACHE_ENTRIES, new StreamRecord<>(record));
    }

    /** Tells every subtask of dit-cache something. */
    void notice(CacheNotice notice) {
        output.collect(SideOutputs.CACHE_NOTICES, new StreamRecord<>(notice));
    }

    /** An event that is published even where progress is not: an answer, a warning. */
    void event(OutboundRecord record) {
        output.collect(SideOutputs.EVENTS, new StreamRecord<>(record));
    }

    /** A task ends here, without output. */
    void end(GenerationTask task, TaskStatus status, TaskError error, long queuedMs) {
        ended.merge(status, 1L, Long::sum);
        TaskTimings timings = new TaskTimings(queuedMs, 0, 0, 0);
        TaskOutcome outcome = TaskOutcome.failed(task, status, error, timings);
        output.collect(SideOutputs.OUTCOMES, new StreamRecord<>(outcome.withoutPicture()));
    }

    /** Returns how many tasks have ended here, by how they ended. */
    Map<TaskStatus, Long> ended() {
        return Map.copyOf(ended);
    }

    /** Takes up the counts of an earlier execution. */
    void restore(Map<TaskStatus, Long> counts) {
        ended.putAll(counts);
    }
}
