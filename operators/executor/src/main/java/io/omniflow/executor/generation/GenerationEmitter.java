package io.omniflow.executor.generation;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.wire.CacheEntryEncoder;
import io.omniflow.executor.wire.EventEncoder;
import io.omniflow.worker.StepProgress;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Turns what happens on a worker into records: outcomes, events, cache entries. */
final class GenerationEmitter {

    private final Output<StreamRecord<TaskOutcome>> output;
    private final StageConfig stage;
    private final boolean events;
    private final EventEncoder eventEncoder = new EventEncoder();
    private final CacheEntryEncoder cacheEncoder = new CacheEntryEncoder();

    GenerationEmitter(Output<StreamRecord<TaskOutcome>> output, StageConfig stage, boolean events) {
        this.output = output;
        this.stage = stage;
        this.events = events;
    }

    void started(InFlight task, int worker, long nowMs) {
        if (events) {
            event(eventEncoder.started(task.task(), task.resumedFromStep(), worker, nowMs));
        }
    }

    void progress(GenerationTask task, StepProgress progress, long nowMs) {
        if (events) {
            event(eventEncoder.progress(task, progress.step(), nowMs));
        }
    }

    void completed(TaskOutcome outcome, long startedMs, long nowMs) {
        output.collect(new StreamRecord<>(outcome));
        if (stage.cache().enabled()) {
            cache(outcome, startedMs, nowMs);
        }
    }

    void failed(TaskOutcome outcome) {
        output.collect(new StreamRecord<>(outcome));
    }

    private void cache(TaskOutcome outcome, long startedMs, long nowMs) {
        GenerationTask task = outcome.task();
        CacheEntry entry =
                new CacheEntry(
                        task.cacheKey(),
                        task.fingerprint(),
                        stage.name(),
                        stage.model().revision(),
                        task.tenant(),
                        startedMs,
                        task.params().steps(),
                        outcome.output());
        output.collect(
                SideOutputs.CACHE_ENTRIES, new StreamRecord<>(cacheEncoder.encode(entry, nowMs)));
    }

    private void event(OutboundRecord record) {
        output.collect(SideOutputs.EVENTS, new StreamRecord<>(record));
    }
}
