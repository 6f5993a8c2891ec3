package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.CacheQuery;
import io.omniflow.core.cache.DitCacheManager;
import io.omniflow.core.cache.EntryChecks;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.FinalLatents;
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
import io.omniflow.executor.state.HoldingOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
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
 *
 * <p>An entry whose output or latents lie in a file is read by {@link OutputReads}, never on the
 * thread of the task. Until then the command waits here, in checkpoints too, and all later ones of
 * its neighbourhood wait behind it, so that none overtakes what it is about. If the file is missing
 * or altered, the entry is dropped and the command is looked up again: it goes on to its worker.
 */
public final class DitCacheOperator extends HoldingOperator<WorkerCommand>
        implements TwoInputStreamOperator<CacheInput, CacheNotice, WorkerCommand> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(DitCacheOperator.class);

    /** More commands than this wait before this operator, not in it. */
    private static final int MOST_WAITING = 1_000;

    // -- configuration
    private final StageConfig config;
    private final CacheStorage storage;

    // -- runtime
    private transient DitCacheManager cache;
    private transient EpochState epochs;
    private transient WaitingCommands waiting;
    private transient MailboxExecutor mailbox;
    private transient OutputReads reads;
    private transient long configVersion;

    /** Creates the operator of a stage. */
    public DitCacheOperator(StageConfig config, CacheStorage storage) {
        this.config = config;
        this.storage = storage;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        KeyedCacheStore store =
                new KeyedCacheStore(getKeyedStateBackend(), context.getKeyedStateStore());
        epochs = new EpochState(context.getOperatorStateStore());
        waiting = new WaitingCommands(getKeyedStateBackend(), context.getKeyedStateStore());
        cache = new DitCacheManager(config.name(), config.cache().share(subtasks()), store);
        if (context.isRestored()) {
            epochs.read().forEach(cache::invalidate);
            cache.restore(store.restore());
            cache.trim(now());
            waiting.restore();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        CacheMetrics.register(getMetricGroup(), cache);
        mailbox =
                getContainingTask()
                        .getMailboxExecutorFactory()
                        .createExecutor(getOperatorConfig().getChainIndex());
        reads = new OutputReads(storage, work -> mailbox.execute(work::run, "output was read"));
        // What comes meanwhile for one of these waits behind it.
        Set<String> restored = waiting.keys();
        mailbox.execute(() -> restored.forEach(this::goOn), "restored commands");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        cache.settle();
        epochs.write(cache.epochs(now()));
        waiting.write();
    }

    /** When the job is drained, what waits is answered or passed. */
    @Override
    public void finish() throws Exception {
        while (waiting.size() > 0) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (reads != null) {
            reads.close();
        }
        super.close();
    }

    @Override
    public void processElement1(StreamRecord<CacheInput> element) throws InterruptedException {
        CacheInput input = element.getValue();
        if (input instanceof CacheInput.Entry entry) {
            store(entry.entry());
        } else if (input instanceof CacheInput.Removal removal) {
            cache.remove(removal.slot());
        } else if (input instanceof CacheInput.Command command) {
            obey(command.command());
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

    private void obey(WorkerCommand command) throws InterruptedException {
        while (waiting.size() >= MOST_WAITING) {
            mailbox.yield();
        }
        if (waiting.has(command.cacheKey()) || !isDone(command)) {
            waiting.add(command);
        }
    }

    /** Goes on with the commands of a neighbourhood until one has to wait. */
    private void goOn(String key) {
        WorkerCommand next = waiting.first(key);
        while (next != null && isDone(next)) {
            waiting.removeFirst(key);
            next = waiting.first(key);
        }
    }

    /** Answers or passes a command, unless a file has to be read first. */
    private boolean isDone(WorkerCommand command) {
        if (command instanceof WorkerCommand.Run run) {
            return isDone(run, lookUp(run), () -> isPassed(run, neighbours(run)));
        }
        if (command instanceof WorkerCommand.Attach attach) {
            // The task it follows may have been answered here, so that no worker ever saw it.
            return isDone(attach.run(), lookUp(attach.run()), () -> isPassed(attach));
        }
        return isPassed(command);
    }

    private boolean isDone(WorkerCommand.Run run, Optional<CacheEntry> hit, BooleanSupplier miss) {
        if (hit.isEmpty()) {
            return miss.getAsBoolean();
        }
        if (hit.get().output().dataRef().isEmpty()) {
            answer(run, hit.get());
        } else {
            reads.read(hit.get(), read -> hold().emit(() -> wasRead(run, hit.get(), read)));
            return false;
        }
        return true;
    }

    private boolean isPassed(WorkerCommand command) {
        pass(command);
        return true;
    }

    private boolean isPassed(WorkerCommand.Run run, List<CacheEntry> neighbours) {
        if (neighbours.stream().allMatch(entry -> entry.latentsRef().isEmpty())) {
            return isPassed(withNeighbours(run, neighbours));
        }
        reads.readLatents(
                neighbours, read -> hold().emit(() -> latentsWereRead(run, neighbours, read)));
        return false;
    }

    /** What cannot be read is no neighbour any more. */
    private void latentsWereRead(
            WorkerCommand.Run run, List<CacheEntry> found, List<Optional<CacheEntry>> read) {
        List<CacheEntry> whole = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            CacheEntry entry = found.get(i);
            read.get(i).ifPresentOrElse(whole::add, () -> cache.unreadable(entry));
        }
        waiting.removeFirst(run.cacheKey());
        pass(withNeighbours(run, whole));
        goOn(run.cacheKey());
    }

    private void wasRead(WorkerCommand.Run run, CacheEntry entry, Optional<CacheEntry> read) {
        if (read.isPresent()) {
            cache.served(entry, now());
            waiting.removeFirst(run.cacheKey());
            answer(run, read.get());
        } else {
            cache.unreadable(entry);
        }
        goOn(run.cacheKey());
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

    private List<CacheEntry> neighbours(WorkerCommand.Run run) {
        GenerationTask task = run.task();
        if (!cache.config().enabled()
                || !cache.config().approximate().enabled()
                || !task.cache().approximates()
                || task.params().init() != null) {
            return List.of();
        }
        CacheQuery query = CacheQuery.of(task, run.notBeforeMs());
        return cache.candidates(query, task.params().prompt(), now());
    }

    private WorkerCommand.Run withNeighbours(WorkerCommand.Run run, List<CacheEntry> found) {
        if (found.isEmpty()) {
            return run;
        }
        List<Neighbour> members = new ArrayList<>();
        for (CacheEntry entry : found) {
            FinalLatents latents = Objects.requireNonNull(entry.output().latents(), "latents");
            members.add(new Neighbour(entry.fingerprint(), entry.prompt(), latents));
        }
        double floor = cache.config().approximate().floor();
        double bound = Math.max(floor, run.task().cache().similarity());
        return run.withNeighbours(new Neighbourhood(bound, members));
    }

    /** The topic carries the entries of all models and of all their revisions. */
    private void store(CacheEntry entry) {
        if (!entry.model().equals(config.name())) {
            return;
        }
        Optional<String> problem =
                entry.modelRevision().equals(config.model().revision())
                        ? problem(entry)
                        : Optional.of("it is of revision " + entry.modelRevision());
        if (problem.isPresent()) {
            LOG.debug("cache entry {} is not used: {}", entry.fingerprint(), problem.get());
            cache.countUnusable();
        } else {
            cache.set(entry, now());
        }
    }

    private Optional<String> problem(CacheEntry entry) {
        boolean inline = entry.output().dataRef().isEmpty() && entry.latentsRef().isEmpty();
        return inline || storage.hasDirectory()
                ? EntryChecks.problem(entry)
                : Optional.of("its output lies in a file, and there is no directory of files");
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
