package io.omniflow.executor.scheduling;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.KnownOutputs;
import io.omniflow.core.scheduling.OmniScheduler;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.executor.record.KnownBlock;
import io.omniflow.executor.record.SchedulingInput;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/**
 * Lets tasks past the queue whose output is known to be stored: the cache answers them on their way
 * to a worker, which needs no slot for them. A task that comes to its worker after all shows that
 * the output is not stored, and it is known no more. The caller has set the current key.
 */
final class KnownResults {

    /** Hits are never told of, so this holds many; a miss that is forgotten repeats. */
    private static final int MAX_PASSED = 4_096;

    private final StageConfig stage;
    private final LiveConfig config;
    private final OmniScheduler scheduler;
    private final Invalidations invalidations;
    private final KnownOutputs outputs;
    private final MapState<Long, KnownBlock> state;
    private final Map<TaskId, GenerationTask> passed = new LinkedHashMap<>();

    KnownResults(
            StageConfig stage,
            LiveConfig config,
            OmniScheduler scheduler,
            Invalidations invalidations,
            KnownOutputs outputs,
            MapState<Long, KnownBlock> state) {
        this.stage = stage;
        this.config = config;
        this.scheduler = scheduler;
        this.invalidations = invalidations;
        this.outputs = outputs;
        this.state = state;
    }

    /** Reads the state. */
    void restore() throws Exception {
        Map<Long, byte[]> blocks = new HashMap<>();
        state.entries().forEach(entry -> blocks.put(entry.getKey(), entry.getValue().bytes()));
        outputs.restore(blocks);
    }

    /** Writes what has changed to the state; a snapshot of it follows. */
    void flush() throws Exception {
        for (Map.Entry<Long, byte[]> block : outputs.changes().entrySet()) {
            if (block.getValue().length == 0) {
                state.remove(block.getKey());
            } else {
                state.put(block.getKey(), new KnownBlock(block.getValue()));
            }
        }
    }

    /** Takes in that an output lies in the cache topic; some of those the cache does not take. */
    void stored(SchedulingInput.Stored output) {
        if (output.model().equals(stage.name())
                && output.modelRevision().equals(stage.model().revision())
                && output.bytes() <= share().maxBytes()
                && output.createdMs()
                        >= invalidations.notBefore(output.tenant(), output.fingerprint())) {
            outputs.add(output.fingerprint(), output.tenant(), output.shared(), output.createdMs());
        }
    }

    /**
     * Takes in that an output was taken out of the cache topic; of which model, it does not say.
     */
    void removed(EntrySlot slot) {
        outputs.remove(slot.fingerprint(), slot.tenant(), slot.isShared());
    }

    /**
     * Lets a task past the queue if its output is known to be stored, and returns the worker that
     * it is sent to. A deadline that has passed is left to the queue.
     */
    Optional<Integer> pass(GenerationTask task, long nowMs) {
        if (!config.cache().enabled()
                || task.isExpiredAt(nowMs)
                || !outputs.answers(task, notBefore(task, nowMs))) {
            return Optional.empty();
        }
        Optional<Integer> worker = scheduler.pass(task.sharingKey(), task.cacheKey());
        if (worker.isPresent()) {
            remember(task);
        }
        return worker;
    }

    /** Takes what a worker holds: tasks that were not answered on their way. */
    void meet(SlotReport report) {
        if (passed.isEmpty()) {
            return;
        }
        for (RunningTask running : report.running()) {
            meet(running.id());
            running.followers().forEach(this::meet);
        }
    }

    private void meet(TaskId id) {
        GenerationTask task = passed.remove(id);
        if (task != null) {
            outputs.missed(task);
            scheduler.missed();
        }
    }

    private long notBefore(GenerationTask task, long nowMs) {
        return Math.max(invalidations.notBefore(task), nowMs - config.cache().ttlMs());
    }

    private void remember(GenerationTask task) {
        passed.put(task.id(), task);
        if (passed.size() > MAX_PASSED) {
            Iterator<TaskId> oldest = passed.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private DitCacheConfig share() {
        return config.cache().share(stage.cacheParallelism());
    }
}
