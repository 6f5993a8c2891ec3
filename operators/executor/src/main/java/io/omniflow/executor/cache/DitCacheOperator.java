package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.cache.DitCacheManager;
import io.omniflow.core.cache.EntryHeader;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Answers releases and attachments from the cache: a hit goes to delivery and its slot, if it took
 * one, back to the worker down the edge on which the task would have come; a miss goes on to the
 * worker, as do all other commands. Entries arrive on the second input, keyed like the releases by
 * neighbourhood.
 */
public final class DitCacheOperator extends AbstractStreamOperator<WorkerCommand>
        implements TwoInputStreamOperator<WorkerCommand, CacheEntry, WorkerCommand> {

    private static final long serialVersionUID = 1L;

    // -- configuration
    private final StageConfig config;

    // -- runtime
    private transient DitCacheManager cache;

    /** Creates the operator of a stage. */
    public DitCacheOperator(StageConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        MapState<String, CacheEntry> entries =
                context.getKeyedStateStore().getMapState(KeyedCacheStore.ENTRIES);
        KeyedCacheStore store = new KeyedCacheStore(this::setCurrentKey, entries);
        cache = new DitCacheManager(share(), store);
        if (context.isRestored()) {
            restoreIndex();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        CacheMetrics.register(getMetricGroup(), cache);
    }

    @Override
    public void processElement1(StreamRecord<WorkerCommand> element) {
        WorkerCommand command = element.getValue();
        if (command instanceof WorkerCommand.Run run) {
            answerOrPass(run, element);
        } else if (command instanceof WorkerCommand.Attach attach) {
            // The task it follows may have been answered here, so that no worker ever saw it.
            answerOrPass(attach.run(), element);
        } else {
            output.collect(element);
        }
    }

    private void answerOrPass(WorkerCommand.Run run, StreamRecord<WorkerCommand> element) {
        Optional<CacheEntry> hit = lookup(run.task());
        if (hit.isEmpty()) {
            output.collect(element);
            return;
        }
        output.collect(
                SideOutputs.OUTCOMES, new StreamRecord<>(outcome(run, hit.get()).withoutPicture()));
        if (run.slotted()) {
            output.collect(new StreamRecord<>(WorkerCommand.SlotReturn.of(run)));
        }
    }

    @Override
    public void processElement2(StreamRecord<CacheEntry> element) {
        CacheEntry entry = element.getValue();
        if (isOurs(entry)) {
            cache.set(entry, now());
        }
    }

    /** The topic carries the entries of all models and of all their revisions. */
    private boolean isOurs(CacheEntry entry) {
        return entry.model().equals(config.name())
                && entry.modelRevision().equals(config.model().revision());
    }

    private Optional<CacheEntry> lookup(GenerationTask task) {
        return config.cache().enabled()
                ? cache.get(task.cacheKey(), task.fingerprint(), now())
                : Optional.empty();
    }

    private static TaskOutcome outcome(WorkerCommand.Run command, CacheEntry entry) {
        return new TaskOutcome(
                command.task(),
                TaskStatus.COMPLETED,
                entry.output(),
                null,
                new TaskTimings(command.queuedMs(), 0, 0, 0),
                CacheReport.exact(entry.fingerprint(), entry.steps()),
                0,
                0);
    }

    /** Each subtask owns an equal share of the stage's bounds. */
    private DitCacheConfig share() {
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        DitCacheConfig whole = config.cache();
        return new DitCacheConfig(
                whole.enabled(),
                Math.max(1, whole.maxBytes() / subtasks),
                Math.max(1, whole.maxEntries() / subtasks),
                whole.ttlMs());
    }

    private void restoreIndex() throws Exception {
        List<EntryHeader> restored = new ArrayList<>();
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        KeyedCacheStore.ENTRIES,
                        (key, entries) ->
                                entries.values().forEach(entry -> restored.add(entry.header())));
        restored.sort(Comparator.comparingLong(EntryHeader::createdMs));
        restored.forEach(cache::restore);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
