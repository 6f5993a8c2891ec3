package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.CacheQuery;
import io.omniflow.core.cache.DitCacheManager;
import io.omniflow.core.cache.EntryChecks;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.result.TaskTimings;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers releases and attachments from the cache: a hit goes to delivery and its slot, if it took
 * one, back to the worker down the edge on which the task would have come; a miss goes on to the
 * worker, with neighbours to start from if its request allows that, as do all other commands.
 * Entries arrive on the same input, keyed like the releases by neighbourhood; on the second one
 * every subtask is told what was invalidated and what configuration is in force.
 */
public final class DitCacheOperator extends AbstractStreamOperator<WorkerCommand>
        implements TwoInputStreamOperator<CacheInput, CacheNotice, WorkerCommand> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(DitCacheOperator.class);

    // -- configuration
    private final StageConfig config;

    // -- runtime
    private transient DitCacheManager cache;
    private transient EpochState epochs;
    private transient long configVersion;

    /** Creates the operator of a stage. */
    public DitCacheOperator(StageConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        KeyedCacheStore store =
                new KeyedCacheStore(getKeyedStateBackend(), context.getKeyedStateStore());
        epochs = new EpochState(context.getOperatorStateStore());
        cache = new DitCacheManager(config.name(), config.cache().share(subtasks()), store);
        if (context.isRestored()) {
            epochs.read().forEach(cache::invalidate);
            cache.restore(store.restore());
            cache.trim(now());
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        CacheMetrics.register(getMetricGroup(), cache);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        cache.settle();
        epochs.write(cache.epochs(now()));
    }

    @Override
    public void processElement1(StreamRecord<CacheInput> element) {
        CacheInput input = element.getValue();
        if (input instanceof CacheInput.Entry entry) {
            store(entry.entry());
        } else if (input instanceof CacheInput.Removal removal) {
            cache.remove(removal.slot());
        } else if (input instanceof CacheInput.Command command) {
            answerOrPass(command.command());
        }
    }

    @Override
    public void processElement2(StreamRecord<CacheNotice> element) {
        CacheNotice notice = element.getValue();
        if (notice instanceof CacheNotice.Epoch epoch) {
            invalidate(epoch.epoch());
        } else if (notice instanceof CacheNotice.Config change
                && change.version() >= configVersion) {
            configVersion = change.version();
            cache.reconfigure(change.config().share(subtasks()), now());
        }
    }

    private void answerOrPass(WorkerCommand command) {
        if (command instanceof WorkerCommand.Run run) {
            Optional<CacheEntry> hit = lookUp(run);
            if (hit.isPresent()) {
                answer(run, hit.get());
            } else {
                pass(withNeighbours(run));
            }
        } else if (command instanceof WorkerCommand.Attach attach) {
            // The task it follows may have been answered here, so that no worker ever saw it.
            lookUp(attach.run())
                    .ifPresentOrElse(hit -> answer(attach.run(), hit), () -> pass(attach));
        } else {
            pass(command);
        }
    }

    private void pass(WorkerCommand command) {
        output.collect(new StreamRecord<>(command));
    }

    private void answer(WorkerCommand.Run run, CacheEntry hit) {
        output.collect(
                SideOutputs.OUTCOMES, new StreamRecord<>(outcome(run, hit).withoutPicture()));
        if (run.slotted()) {
            pass(WorkerCommand.SlotReturn.of(run));
        }
    }

    private Optional<CacheEntry> lookUp(WorkerCommand.Run run) {
        return cache.config().enabled() && run.task().cache().read()
                ? cache.get(CacheQuery.of(run.task(), run.notBeforeMs()), now())
                : Optional.empty();
    }

    private WorkerCommand.Run withNeighbours(WorkerCommand.Run run) {
        GenerationTask task = run.task();
        if (!cache.config().enabled()
                || !cache.config().approximate().enabled()
                || !task.cache().approximates()
                || task.params().init() != null) {
            return run;
        }
        CacheQuery query = CacheQuery.of(task, run.notBeforeMs());
        List<Neighbour> found = cache.candidates(query, task.params().prompt(), now());
        double floor = cache.config().approximate().floor();
        return found.isEmpty()
                ? run
                : run.withNeighbours(
                        new Neighbourhood(Math.max(floor, task.cache().similarity()), found));
    }

    /** The topic carries the entries of all models and of all their revisions. */
    private void store(CacheEntry entry) {
        if (!entry.model().equals(config.name())) {
            return;
        }
        Optional<String> problem =
                entry.modelRevision().equals(config.model().revision())
                        ? EntryChecks.problem(entry)
                        : Optional.of("it is of revision " + entry.modelRevision());
        if (problem.isPresent()) {
            LOG.debug("cache entry {} is not used: {}", entry.fingerprint(), problem.get());
            cache.countUnusable();
        } else {
            cache.set(entry, now());
        }
    }

    private void invalidate(CacheEpoch epoch) {
        if (epoch.isAhead(now())) {
            LOG.warn("an invalidation that lies in the future is not carried out: {}", epoch);
        } else {
            cache.invalidate(epoch);
        }
    }

    private static TaskOutcome outcome(WorkerCommand.Run command, CacheEntry entry) {
        return new TaskOutcome(
                command.task(),
                TaskStatus.COMPLETED,
                entry.output().withLatents(null),
                null,
                new TaskTimings(command.queuedMs(), 0, 0, 0),
                CacheReport.exact(entry.fingerprint(), entry.steps()),
                0,
                0);
    }

    private int subtasks() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
