package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DitCacheOperatorTest {

    private static final int MAX_PARALLELISM = 720;

    private KeyedTwoInputStreamOperatorTestHarness<String, WorkerCommand, CacheEntry, WorkerCommand>
            harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(1, 0);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aMissGoesOnToItsWorker() throws Exception {
        WorkerCommand.Run command = run(task("a", Priority.NORMAL));
        lookUp(command);

        assertThat(harness.extractOutputValues()).containsExactly(command);
        assertThat(harness.getSideOutput(SideOutputs.OUTCOMES)).isNull();
    }

    @Test
    void aHitIsDeliveredAndGivesTheSlotBackOnTheSameEdge() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry entry = entry(task, "rev1");
        store(entry);
        lookUp(run(task));

        WorkerCommand command = harness.extractOutputValues().get(0);
        assertThat(command).isInstanceOf(WorkerCommand.SlotReturn.class);
        assertThat(command.worker()).isEqualTo(3);
        TaskOutcome outcome = outcome();
        assertThat(outcome.task()).isEqualTo(task);
        assertThat(outcome.output()).isEqualTo(entry.output());
        assertThat(outcome.cache()).isEqualTo(CacheReport.exact(task.fingerprint(), 20));
        assertThat(outcome.timings().queuedMs()).isEqualTo(40);
    }

    @Test
    void aHitWithoutASlotReturnsNone() throws Exception {
        GenerationTask known = task("known", Priority.NORMAL);
        GenerationTask follower = task("follower", Priority.NORMAL);
        store(entry(known, "rev1"));
        store(entry(follower, "rev1"));
        lookUp(unslotted(known));
        lookUp(new WorkerCommand.Attach(unslotted(follower), known.id()));

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(harness.getSideOutput(SideOutputs.OUTCOMES))
                .extracting(record -> record.getValue().task())
                .containsExactly(known, follower);
    }

    @Test
    void whatIsNoHitPassesInItsOrder() throws Exception {
        GenerationTask leader = task("leader", Priority.NORMAL);
        GenerationTask follower = task("follower", Priority.NORMAL);
        List<WorkerCommand> commands =
                List.of(
                        run(leader),
                        new WorkerCommand.Attach(unslotted(follower), leader.id()),
                        new WorkerCommand.Cancel(leader.id(), leader.cacheKey(), 3),
                        new WorkerCommand.SlotReturn(leader.id(), leader.cacheKey(), 3));
        for (WorkerCommand command : commands) {
            lookUp(command);
        }

        assertThat(harness.extractOutputValues()).containsExactlyElementsOf(commands);
        assertThat(harness.getSideOutput(SideOutputs.OUTCOMES)).isNull();
    }

    @Test
    void anEntryOfAnotherRevisionIsIgnored() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        store(entry(task, "rev0"));
        lookUp(run(task));

        assertThat(harness.extractOutputValues())
                .singleElement()
                .isInstanceOf(WorkerCommand.Run.class);
    }

    @Test
    void entriesSurviveARestoreAndARescale() throws Exception {
        List<GenerationTask> tasks =
                IntStream.range(0, 40).mapToObj(i -> task("t" + i, Priority.NORMAL)).toList();
        for (GenerationTask task : tasks) {
            store(entry(task, "rev1"));
        }
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        int hits = 0;
        for (int subtask = 0; subtask < 2; subtask++) {
            harness = harness(2, subtask);
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            snapshot, MAX_PARALLELISM, 1, 2, subtask));
            harness.open();
            for (GenerationTask task : tasks) {
                if (isMine(task, subtask)) {
                    lookUp(run(task));
                }
            }
            hits +=
                    (int)
                            harness.extractOutputValues().stream()
                                    .filter(WorkerCommand.SlotReturn.class::isInstance)
                                    .count();
            if (subtask == 0) {
                harness.close();
            }
        }
        assertThat(hits).isEqualTo(40);
    }

    private static boolean isMine(GenerationTask task, int subtask) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        task.cacheKey(), MAX_PARALLELISM, 2)
                == subtask;
    }

    private void store(CacheEntry entry) throws Exception {
        harness.processElement2(new StreamRecord<>(entry));
    }

    private void lookUp(WorkerCommand command) throws Exception {
        harness.processElement1(new StreamRecord<>(command));
    }

    private TaskOutcome outcome() {
        return harness.getSideOutput(SideOutputs.OUTCOMES).element().getValue();
    }

    private static WorkerCommand.Run run(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, true, RunTerms.DEFAULT, 40, 100);
    }

    private static WorkerCommand.Run unslotted(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, false, RunTerms.DEFAULT, 40, 100);
    }

    private static CacheEntry entry(GenerationTask task, String revision) {
        Output output = new Output(new byte[] {1, 2, 3}, "image/png", 32, 32, List.of());
        return new CacheEntry(
                task.cacheKey(), task.fingerprint(), task.model(), revision, "", 0, 20, output);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, WorkerCommand, CacheEntry, WorkerCommand>
            harness(int parallelism, int subtask) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new DitCacheOperator(stage(SchedulerType.FIFO, 10)),
                        WorkerCommand::cacheKey,
                        CacheEntry::key,
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setup(StreamTypes.COMMAND.createSerializer(new SerializerConfigImpl()));
        return harness;
    }
}
