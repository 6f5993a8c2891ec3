package io.omniflow.executor.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.pipeline.StageReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.Placement;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.v1.Duplicate;
import io.omniflow.v1.Finished;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.IdReused;
import io.omniflow.v1.PartialImage;
import io.omniflow.v1.Paused;
import io.omniflow.v1.Progress;
import io.omniflow.v1.Queued;
import io.omniflow.v1.Resumed;
import io.omniflow.v1.StageFinished;
import io.omniflow.v1.Started;
import io.omniflow.v1.Tokens;
import io.omniflow.worker.TextPart;

/**
 * Writes the events of images, keyed by request id.
 *
 * <p>The sequence of an event follows from what happened, not from a counter: a step that is taken
 * again after a recovery repeats its number, and a reader that keeps the largest number it has seen
 * drops the repetition. Waiting is number 1; what happens at step s has the eight numbers from 8 (s
 * + 1): progress, started, paused, resumed, written, shown; the end is number 8 (steps + 2).
 * Duplicates and reused ids are no part of an image's life and have none. Each stage of a pipeline
 * has 2^40 numbers, behind those of the stages before it.
 */
public final class EventEncoder {

    private static final long QUEUED = 1;
    private static final long NUMBERS_OF_A_STEP = 8;
    private static final long NUMBERS_OF_A_STAGE = 1L << 40;
    private static final long STARTED = 1;
    private static final long PAUSED = 2;
    private static final long RESUMED = 3;
    private static final long WROTE = 4;
    private static final long SHOWN = 5;

    /** Creates an encoder. */
    public EventEncoder() {}

    /** The image waits in the queue. */
    public OutboundRecord queued(GenerationTask task, Placement.Queued place, long nowMs) {
        Queued.Builder queued = Queued.newBuilder().setPosition(place.position());
        if (place.finishMs() > 0) {
            queued.setEstimatedStartMs(place.startMs()).setEstimatedFinishMs(place.finishMs());
        }
        return record(task, event(task, QUEUED, nowMs).setQueued(queued));
    }

    /** The image waits for the generation of an equal one, wherever that is. */
    public OutboundRecord follows(GenerationTask task, TaskId leader, long nowMs) {
        Queued.Builder queued = Queued.newBuilder().setFollows(leader.requestId());
        return record(task, event(task, QUEUED, nowMs).setQueued(queued));
    }

    /** A worker took the image up, with so many steps already behind it. */
    public OutboundRecord started(GenerationTask task, int step, int worker, long nowMs) {
        GenerationEvent.Builder event = event(task, atStep(step) + STARTED, nowMs);
        return record(task, event.setStarted(Started.newBuilder().setStep(step).setWorker(worker)));
    }

    /** The image has so many steps behind it. */
    public OutboundRecord progress(
            GenerationTask task, int step, StepCacheReport stepCache, long nowMs) {
        Progress.Builder progress =
                Progress.newBuilder().setStep(step).setSteps(task.params().stepsTaken());
        Messages.stepCache(task, stepCache).ifPresent(progress::setStepCache);
        GenerationEvent.Builder event = event(task, atStep(step), nowMs);
        return record(task, event.setProgress(progress));
    }

    /** A worker wrote more of a text. */
    public OutboundRecord wrote(GenerationTask task, TextPart written, int attempt, long nowMs) {
        Tokens.Builder tokens =
                Tokens.newBuilder()
                        .setFirstToken(written.firstToken())
                        .setCount(written.count())
                        .setTextOffset(written.offset())
                        .setText(written.text())
                        .setAttempt(attempt);
        int step = written.firstToken() + written.count();
        return record(task, event(task, atStep(step) + WROTE, nowMs).setTokens(tokens));
    }

    /** What the image looks like; the index counts its previews from 0. */
    public OutboundRecord shown(GenerationTask task, int index, Preview preview, long nowMs) {
        PartialImage.Builder partial =
                PartialImage.newBuilder()
                        .setPartialImageIndex(index)
                        .setStep(preview.step())
                        .setSteps(task.params().stepsTaken())
                        .setData(UnsafeByteOperations.unsafeWrap(preview.data()))
                        .setMediaType(preview.mediaType())
                        .setWidth(preview.width())
                        .setHeight(preview.height());
        GenerationEvent.Builder event = event(task, atStep(preview.step()) + SHOWN, nowMs);
        return record(task, event.setPartialImage(partial));
    }

    /** A worker paused the image for a more urgent one, with so many steps behind it. */
    public OutboundRecord paused(GenerationTask task, int step, long nowMs) {
        GenerationEvent.Builder event = event(task, atStep(step) + PAUSED, nowMs);
        return record(task, event.setPaused(Paused.newBuilder().setStep(step)));
    }

    /** A worker goes on with an image that it had paused after so many steps. */
    public OutboundRecord resumed(GenerationTask task, int step, long nowMs) {
        GenerationEvent.Builder event = event(task, atStep(step) + RESUMED, nowMs);
        return record(task, event.setResumed(Resumed.newBuilder().setStep(step)));
    }

    /** The image ended. */
    public OutboundRecord finished(TaskOutcome outcome, long nowMs) {
        GenerationTask task = outcome.task();
        Finished.Builder finished =
                Finished.newBuilder().setStatus(Messages.status(outcome.status()));
        if (outcome.output() != null) {
            Messages.stepCache(task, outcome.output().stepCache())
                    .ifPresent(finished::setStepCache);
        }
        GenerationEvent.Builder event = event(task, atStep(task.params().stepsTaken() + 1), nowMs);
        return record(task, event.setFinished(finished));
    }

    /** A stage of the task's pipeline is done and the next one has it. */
    public OutboundRecord stageFinished(
            TaskOutcome outcome, StageReport report, GenerationTask next, long nowMs) {
        GenerationTask task = outcome.task();
        GenerationEvent.Builder event = event(task, atStep(task.params().stepsTaken() + 1), nowMs);
        return record(
                task,
                event.setStageFinished(
                        StageFinished.newBuilder()
                                .setReport(StageMessages.write(report, task.id().index()))
                                .setNext(next.model())));
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

    private static long atStep(int step) {
        return NUMBERS_OF_A_STEP * (step + 1);
    }

    private static GenerationEvent.Builder event(GenerationTask task, long sequence, long nowMs) {
        return GenerationEvent.newBuilder()
                .setRequestId(task.id().requestId())
                .setIndex(task.id().index())
                .setModel(task.model())
                .setTimeMs(nowMs)
                .setSequence(sequence + task.route().passed().size() * NUMBERS_OF_A_STAGE);
    }

    private static OutboundRecord record(GenerationTask task, GenerationEvent.Builder event) {
        String id = task.id() + "/" + event.getEventCase().getNumber() + "/" + event.getSequence();
        return EventRecords.of(
                task.id().requestId(),
                id,
                event.build(),
                PassThroughHeaders.toEvent(task.headers()));
    }
}
