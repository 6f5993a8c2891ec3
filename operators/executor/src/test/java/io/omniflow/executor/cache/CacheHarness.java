package io.omniflow.executor.cache;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch;
import io.omniflow.core.cache.EntrySlot;
import io.omniflow.core.config.CacheStorage;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.executor.record.CacheInput;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The subtasks of one dit-cache on RocksDB; records go to the one that owns their key. */
final class CacheHarness implements AutoCloseable {

    static final int MAX_PARALLELISM = 720;

    private final List<
                    KeyedTwoInputStreamOperatorTestHarness<
                            String, CacheInput, CacheNotice, WorkerCommand>>
            subtasks = new ArrayList<>();

    /** Starts as many subtasks without files, from a snapshot if there is one. */
    CacheHarness(StageConfig stage, int parallelism, OperatorSubtaskState... snapshot)
            throws Exception {
        this(stage, CacheStorage.INLINE, parallelism, snapshot);
    }

    /** Starts as many subtasks, from a snapshot if there is one. */
    CacheHarness(
            StageConfig stage,
            CacheStorage storage,
            int parallelism,
            OperatorSubtaskState... snapshot)
            throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            var harness =
                    new KeyedTwoInputStreamOperatorTestHarness<
                            String, CacheInput, CacheNotice, WorkerCommand>(
                            new DitCacheOperator(stage, storage),
                            CacheInput::key,
                            null,
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            subtask);
            harness.setStateBackend(new EmbeddedRocksDBStateBackend());
            harness.setup(StreamTypes.COMMAND.createSerializer(new SerializerConfigImpl()));
            if (snapshot.length > 0) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                AbstractStreamOperatorTestHarness.repackageState(snapshot),
                                MAX_PARALLELISM,
                                snapshot.length,
                                parallelism,
                                subtask));
            }
            harness.open();
            subtasks.add(harness);
        }
    }

    void setTime(long nowMs) throws Exception {
        for (var subtask : subtasks) {
            subtask.setProcessingTime(nowMs);
        }
    }

    void send(WorkerCommand command) throws Exception {
        of(command.cacheKey()).processElement1(new StreamRecord<>(new CacheInput.Command(command)));
    }

    void store(CacheEntry entry) throws Exception {
        of(entry.key()).processElement1(new StreamRecord<>(new CacheInput.Entry(entry)));
    }

    void remove(CacheEntry entry) throws Exception {
        CacheInput removal = new CacheInput.Removal(EntrySlot.of(entry));
        of(removal.key()).processElement1(new StreamRecord<>(removal));
    }

    void tell(CacheNotice notice) throws Exception {
        for (var subtask : subtasks) {
            subtask.processElement2(new StreamRecord<>(notice));
        }
    }

    void invalidate(CacheEpoch.Scope scope, String name, long beforeMs) throws Exception {
        tell(new CacheNotice.Epoch(new CacheEpoch(scope, name, beforeMs)));
    }

    /** Runs what waits in the mailboxes on this thread, which is that of all tasks. */
    void runMails() {
        for (var subtask : subtasks) {
            TaskMailbox mailbox = subtask.getTaskMailbox();
            for (var mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
                    mail.isPresent();
                    mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY)) {
                run(mail.get());
            }
        }
    }

    private static void run(Mail mail) {
        try {
            mail.run();
        } catch (Exception e) {
            throw new IllegalStateException("a mail has failed", e);
        }
    }

    /** Ends the input of all subtasks, as when the job is drained. */
    void finish() throws Exception {
        for (var subtask : subtasks) {
            subtask.getOperator().finish();
        }
    }

    List<WorkerCommand> commands() {
        return subtasks.stream().flatMap(task -> task.extractOutputValues().stream()).toList();
    }

    List<TaskOutcome> outcomes() {
        return subtasks.stream()
                .map(task -> task.getSideOutput(SideOutputs.OUTCOMES))
                .filter(Objects::nonNull)
                .flatMap(records -> records.stream().map(StreamRecord::getValue))
                .toList();
    }

    /** Takes a snapshot of all subtasks and ends them. */
    OperatorSubtaskState[] stop() throws Exception {
        OperatorSubtaskState[] snapshot = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < snapshot.length; i++) {
            snapshot[i] = subtasks.get(i).snapshot(1, 1);
        }
        close();
        return snapshot;
    }

    /** Takes a canonical savepoint of all subtasks and ends them. */
    OperatorSubtaskState[] savepoint() throws Exception {
        OperatorSubtaskState[] savepoint = new OperatorSubtaskState[subtasks.size()];
        for (int i = 0; i < savepoint.length; i++) {
            savepoint[i] =
                    subtasks.get(i)
                            .snapshotWithLocalState(
                                    1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
                            .getJobManagerOwnedState();
        }
        close();
        return savepoint;
    }

    @Override
    public void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
        subtasks.clear();
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, CacheInput, CacheNotice, WorkerCommand>
            of(String key) {
        return subtasks.get(
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        key, MAX_PARALLELISM, subtasks.size()));
    }
}
