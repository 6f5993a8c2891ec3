package io.omniflow.executor.wire;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.RecordHeader;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.Duplicate;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.IdReused;
import io.omniflow.v1.Paused;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Resumed;
import io.omniflow.v1.Started;
import io.omniflow.v1.StatusReport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes events, keyed by request id or, for the answer to a command, by command id.
 *
 * <p>The sequence of an event follows from what happened, not from a counter: a step that is taken
 * again after a recovery repeats its number, and a reader that keeps the largest number it has seen
 * drops the repetition. Duplicates and reused ids are no part of an image's life and have none.
 */
public final class EventEncoder {

    private static final String TYPE = "io.omniflow.generation.event.v1";

    /** Creates an encoder. */
    public EventEncoder() {}

    /** The image waits, behind so many others. */
    public OutboundRecord queued(GenerationTask task, int position, long nowMs) {
        GenerationEvent.Builder event = event(task, 1, nowMs);
        return record(task, event.setQueued(Queued.newBuilder().setPosition(position)));
    }

    /** A worker took the image up, with so many steps already behind it. */
    public OutboundRecord started(GenerationTask task, int step, int worker, long nowMs) {
        GenerationEvent.Builder event = event(task, 2L + 2L * step + 1, nowMs);
        return record(task, event.setStarted(Started.newBuilder().setStep(step).setWorker(worker)));
    }

    /** The image has so many steps behind it. */
    public OutboundRecord progress(GenerationTask task, int step, long nowMs) {
        GenerationEvent.Builder event = event(task, 2L + 2L * step, nowMs);
        return record(
                task,
                event.setProgress(
                        Progress.newBuilder().setStep(step).setSteps(task.params().steps())));
    }

    /** The image made room for a more urgent one after so many steps. */
    public OutboundRecord paused(GenerationTask task, int step, long nowMs) {
        GenerationEvent.Builder event = event(task, 8L * (step + 1) + 2, nowMs);
        return record(task, event.setPaused(Paused.newBuilder().setStep(step)));
    }

    /** The image goes on after so many steps. */
    public OutboundRecord resumed(GenerationTask task, int step, long nowMs) {
        GenerationEvent.Builder event = event(task, 8L * (step + 1) + 3, nowMs);
        return record(task, event.setResumed(Resumed.newBuilder().setStep(step)));
    }

    /** The image ended. */
    public OutboundRecord finished(GenerationTask task, TaskStatus status, long nowMs) {
        GenerationEvent.Builder event = event(task, 2L + 2L * (task.params().steps() + 1), nowMs);
        return record(
                task, event.setFinished(Finished.newBuilder().setStatus(Messages.status(status))));
    }

    /** The request was received again and dropped. */
    public OutboundRecord duplicate(GenerationTask task, long nowMs) {
        return record(task, event(task, 0, nowMs).setDuplicate(Duplicate.getDefaultInstance()));
    }

    /** Another request came with the same id and went to the dead letters; the message says why. */
    public OutboundRecord idReused(GenerationTask task, String message, long nowMs) {
        return record(
                task, event(task, 0, nowMs).setIdReused(IdReused.newBuilder().setMessage(message)));
    }

    /** Answers a command that asks for the state of a stage. */
    public OutboundRecord status(
            String commandId, ModelSpec model, SchedulerStatus status, long nowMs) {
        return status(commandId, StatusReports.of(model, status), nowMs);
    }

    /** Answers a command that asks for the state of a stage, with a report of the caller's own. */
    public OutboundRecord status(String commandId, StatusReport report, long nowMs) {
        return controlReply(
                ControlReply.newBuilder()
                        .setCommandId(commandId)
                        .setOk(true)
                        .setStatus(report)
                        .build(),
                nowMs);
    }

    /** Answers a command that was not carried out. */
    public OutboundRecord refused(String commandId, TaskError error, long nowMs) {
        return controlReply(
                ControlReply.newBuilder()
                        .setCommandId(commandId)
                        .setOk(false)
                        .setError(Messages.error(error))
                        .build(),
                nowMs);
    }

    /** Answers a command. */
    public OutboundRecord controlReply(ControlReply reply, long nowMs) {
        GenerationEvent event =
                GenerationEvent.newBuilder().setTimeMs(nowMs).setControlReply(reply).build();
        return record(reply.getCommandId(), reply.getCommandId(), event, List.of());
    }

    private static GenerationEvent.Builder event(GenerationTask task, long sequence, long nowMs) {
        return GenerationEvent.newBuilder()
                .setRequestId(task.id().requestId())
                .setIndex(task.id().index())
                .setModel(task.model())
                .setTimeMs(nowMs)
                .setSequence(sequence);
    }

    private static OutboundRecord record(GenerationTask task, GenerationEvent.Builder event) {
        String id = task.id() + "/" + event.getEventCase().getNumber() + "/" + event.getSequence();
        return record(
                task.id().requestId(),
                id,
                event.build(),
                PassThroughHeaders.toEvent(task.headers()));
    }

    private static OutboundRecord record(
            String key, String id, GenerationEvent event, List<RecordHeader> more) {
        List<RecordHeader> headers = Headers.cloudEvent(TYPE, id, event.getTimeMs());
        headers.addAll(more);
        return new OutboundRecord(
                key.getBytes(StandardCharsets.UTF_8),
                event.toByteArray(),
                headers,
                event.getTimeMs());
    }
}
