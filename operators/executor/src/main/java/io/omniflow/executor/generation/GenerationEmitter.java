package io.omniflow.executor.generation;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Approximation;
import io.omniflow.core.generation.Preview;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskError;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.executor.wire.DeadLetterEncoder;
import io.omniflow.executor.wire.EventEncoder;
import io.omniflow.worker.TextPart;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Turns what happens on a worker into records: outcomes, events, cache entries. */
final class GenerationEmitter {

    private final Output<StreamRecord<TaskOutcome>> output;
    private final StageConfig stage;
    private final boolean events;
    private final EventEncoder eventEncoder = new EventEncoder();
    private final CacheEntryEncoder cacheEncoder;
    private final DeadLetterEncoder deadLetterEncoder = new DeadLetterEncoder();

    GenerationEmitter(Output<StreamRecord<TaskOutcome>> output, StageConfig stage, boolean events) {
        this.output = output;
        this.stage = stage;
        this.events = events;
        this.cacheEncoder = new CacheEntryEncoder(stage.cache().compression());
    }

    /** Something that happened to a task after a number of steps. */
    @FunctionalInterface
    interface Event {
        void emit(GenerationTask task, int step, long nowMs);
    }

    void started(GenerationTask task, int step, int worker, long nowMs) {
        if (events) {
            event(eventEncoder.started(task, step, worker, nowMs));
        }
    }

    void progress(GenerationTask task, int step, StepCacheReport stepCache, long nowMs) {
        if (events) {
            event(eventEncoder.progress(task, step, stepCache, nowMs));
        }
    }

    void wrote(GenerationTask task, TextPart written, int attempt, long nowMs) {
        if (events) {
            event(eventEncoder.wrote(task, written, attempt, nowMs));
        }
    }

    void shown(GenerationTask task, int index, Preview preview, long nowMs) {
        if (events) {
            event(eventEncoder.shown(task, index, preview, nowMs));
        }
    }

    void paused(GenerationTask task, int step, long nowMs) {
        if (events) {
            event(eventEncoder.paused(task, step, nowMs));
        }
    }

    void resumed(GenerationTask task, int step, long nowMs) {
        if (events) {
            event(eventEncoder.resumed(task, step, nowMs));
        }
    }

    void outcome(TaskOutcome outcome) {
        output.collect(new StreamRecord<>(outcome.withoutPicture()));
    }

    void deadLetter(GenerationTask task, TaskError error, long nowMs) {
        output.collect(
                SideOutputs.DEAD_LETTERS,
                new StreamRecord<>(
                        deadLetterEncoder.encode(
                                PoisonLetter.origin(task), "generation", error, nowMs)));
    }

    /**
     * Offers the output of a generation to the cache topic, if the stage has a cache and the task
     * lets others have it. What started from a neighbour is not offered: whoever started from it
     * again would add one deviation to another.
     */
    void cache(TaskOutcome outcome, long startedMs, long nowMs) {
        GenerationTask task = outcome.task();
        boolean fromNoise = outcome.output().approximation().equals(Approximation.NONE);
        if (!stage.cache().enabled() || !task.cache().write() || !fromNoise) {
            return;
        }
        CacheEntry entry =
                new CacheEntry(
                        task.cacheKey(),
                        task.fingerprint(),
                        stage.name(),
                        stage.model().revision(),
                        task.tenant(),
                        task.cache().shared(),
                        task.params().prompt(),
                        startedMs,
                        outcome.output().steps(task.params().stepsTaken()),
                        outcome.output());
        output.collect(
                SideOutputs.CACHE_ENTRIES, new StreamRecord<>(cacheEncoder.encode(entry, nowMs)));
    }

    private void event(OutboundRecord record) {
        output.collect(SideOutputs.EVENTS, new StreamRecord<>(record));
    }
}
