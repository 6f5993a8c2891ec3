package io.omniflow.executor.cache;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.ApproximateConfig;
import io.omniflow.core.cache.CacheEntry;
import io.omniflow.core.cache.CacheEpoch.Scope;
import io.omniflow.core.cache.CacheStrategy;
import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Output;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.CacheNotice;
import io.omniflow.executor.record.WorkerCommand;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DitCacheOperatorTest {

    private static final StageConfig STAGE =
            cached(DitCacheConfig.DEFAULT.withApproximate(new ApproximateConfig(true, 0.7, 2)));

    private CacheHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new CacheHarness(STAGE, 1);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aMissGoesOnToItsWorker() throws Exception {
        WorkerCommand.Run command = run(task("a", Priority.NORMAL));
        harness.send(command);

        assertThat(harness.commands()).containsExactly(command);
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void aHitIsDeliveredAndGivesTheSlotBackOnTheSameEdge() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry entry = entry(task, "rev1", 0);
        harness.store(entry);
        harness.send(run(task));

        WorkerCommand command = harness.commands().get(0);
        assertThat(command).isInstanceOf(WorkerCommand.SlotReturn.class);
        assertThat(command.worker()).isEqualTo(3);
        TaskOutcome outcome = harness.outcomes().get(0);
        assertThat(outcome.task()).isEqualTo(task);
        assertThat(outcome.output().data()).isEqualTo(entry.output().data());
        assertThat(outcome.output().latents()).isNull();
        assertThat(outcome.cache()).isEqualTo(CacheReport.exact(task.fingerprint(), 20));
        assertThat(outcome.timings().queuedMs()).isEqualTo(40);
    }

    @Test
    void aHitWithoutASlotReturnsNone() throws Exception {
        GenerationTask known = task("known", Priority.NORMAL);
        GenerationTask follower = task("follower", Priority.NORMAL);
        harness.store(entry(known, "rev1", 0));
        harness.store(entry(follower, "rev1", 0));
        harness.send(unslotted(known));
        harness.send(new WorkerCommand.Attach(unslotted(follower), known.id()));

        assertThat(harness.commands()).isEmpty();
        assertThat(harness.outcomes())
                .extracting(TaskOutcome::task)
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
            harness.send(command);
        }

        assertThat(harness.commands()).containsExactlyElementsOf(commands);
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void foreignAndCorruptEntriesAreNeverUsed() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry good = entry(task, "rev1", 0);
        harness.store(entry(task, "rev0", 0));
        harness.store(with(good, good.output().withLatents(latents(Float.NaN, 2, 2))));
        harness.store(with(good, good.output().withLatents(latents(1, 3, 2))));
        harness.store(with(good, new Output(new byte[] {1, 2}, "image/png", 32, 32, List.of())));
        harness.send(run(task));

        assertThat(harness.commands()).singleElement().isInstanceOf(WorkerCommand.Run.class);
    }

    @Test
    void aTaskThatMayNotReadIsNotAnswered() throws Exception {
        GenerationTask task =
                with(task("a", Priority.NORMAL), new CacheTerms(false, true, true, 0.8));
        harness.store(entry(task, "rev1", 0));
        harness.send(run(task));

        assertThat(harness.commands()).containsExactly(run(task));
    }

    @Test
    void aTaskThatAllowsItGetsNeighboursToStartFrom() throws Exception {
        GenerationTask near = task("near", Priority.NORMAL);
        harness.store(entry(near, "rev1", 0));
        GenerationTask task =
                withFingerprint(with(near, new CacheTerms(true, true, false, 0.5)), "other");
        harness.send(run(withFingerprint(near, "exact alone")));
        harness.send(run(task));

        assertThat(harness.commands()).hasSize(2);
        assertThat(((WorkerCommand.Run) harness.commands().get(0)).neighbours().members())
                .isEmpty();
        WorkerCommand.Run run = (WorkerCommand.Run) harness.commands().get(1);
        assertThat(run.neighbours().similarity()).isEqualTo(0.7);
        assertThat(run.neighbours().members())
                .extracting(Neighbour::fingerprint)
                .containsExactly(near.fingerprint());
    }

    @Test
    void whatWasInvalidatedStaysSoAfterARestart() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.setTime(100);
        harness.store(entry(task, "rev1", 50));
        harness.invalidate(Scope.TENANT, "tenant", 60);
        harness.invalidate(Scope.ALL, "", Long.MAX_VALUE);
        harness = new CacheHarness(STAGE, 3, harness.stop());
        harness.store(entry(task, "rev1", 59));
        harness.send(run(task));
        assertThat(harness.outcomes()).isEmpty();

        harness.store(entry(task, "rev1", 60));
        harness.send(run(task));
        assertThat(harness.outcomes()).hasSize(1);
    }

    @Test
    void aTombstoneRemovesItsEntryAloneAndForGood() throws Exception {
        GenerationTask gone = task("gone", Priority.NORMAL);
        GenerationTask kept = task("kept", Priority.NORMAL);
        harness.remove(entry(gone, "rev1", 0));
        harness.store(entry(gone, "rev1", 0));
        harness.store(entry(kept, "rev1", 0));
        harness.remove(entry(gone, "rev1", 0));
        harness.remove(entry(gone, "rev1", 0));
        harness.send(run(gone));
        harness = new CacheHarness(STAGE, 2, harness.stop());
        harness.send(run(gone));
        harness.send(run(kept));
        assertThat(harness.outcomes()).extracting(TaskOutcome::task).containsExactly(kept);

        harness.store(entry(gone, "rev1", 1));
        harness.send(run(gone));
        assertThat(harness.outcomes()).extracting(TaskOutcome::task).contains(gone);
    }

    @Test
    void entriesThatComeLateOrTwiceChangeNothing() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        CacheEntry newest = entry(task, "rev1", 9);
        CacheEntry late = entry(task, "rev1", 3);
        Output another = new Output(new byte[] {7}, "image/webp", 32, 32, List.of());
        for (CacheEntry entry :
                List.of(newest, with(newest, another), with(late, another), newest)) {
            harness.store(entry);
        }
        harness.send(run(task));

        assertThat(harness.outcomes().get(0).output().data()).isEqualTo(newest.output().data());
    }

    @Test
    void aConfigurationHoldsFromItsNoticeOn() throws Exception {
        GenerationTask task = task("a", Priority.NORMAL);
        harness.store(entry(task, "rev1", 0));
        harness.tell(new CacheNotice.Config(2, new DitCacheConfig(false, 1 << 20, 10, 1_000)));
        harness.tell(new CacheNotice.Config(1, DitCacheConfig.DEFAULT));
        harness.send(run(task));
        assertThat(harness.outcomes()).isEmpty();

        harness.tell(new CacheNotice.Config(3, DitCacheConfig.DEFAULT));
        harness.send(run(task));
        assertThat(harness.outcomes()).hasSize(1);
    }

    @Test
    void entriesSurviveRescalingFromOneToFourToTwo() throws Exception {
        List<GenerationTask> tasks =
                IntStream.range(0, 40).mapToObj(i -> task("t" + i, Priority.NORMAL)).toList();
        for (GenerationTask task : tasks) {
            harness.store(entry(task, "rev1", 0));
        }
        for (int parallelism : new int[] {4, 2}) {
            harness = new CacheHarness(STAGE, parallelism, harness.stop());
            for (GenerationTask task : tasks) {
                harness.send(run(task));
            }
            assertThat(harness.outcomes()).hasSize(40);
        }
    }

    @Test
    void useCountsSurviveARescaleAndDecideWhatLeaves() throws Exception {
        StageConfig twelve =
                cached(
                        new DitCacheConfig(true, 1 << 20, 12, 100_000)
                                .withStrategy(CacheStrategy.LFU));
        harness.close();
        harness = new CacheHarness(twelve, 1);
        List<GenerationTask> tasks =
                IntStream.range(0, 12).mapToObj(i -> task("t" + i, Priority.NORMAL)).toList();
        for (GenerationTask task : tasks) {
            harness.store(entry(task, "rev1", 0));
        }
        List<GenerationTask> often = List.of(tasks.get(3), tasks.get(7));
        for (GenerationTask task : often) {
            harness.send(run(task));
        }
        StageConfig two =
                cached(
                        new DitCacheConfig(true, 1 << 20, 2, 100_000)
                                .withStrategy(CacheStrategy.LFU));
        OperatorSubtaskState[] snapshot = harness.stop();
        harness = new CacheHarness(two, 1, snapshot);
        for (GenerationTask task : tasks) {
            harness.send(run(task));
        }

        assertThat(harness.outcomes()).extracting(TaskOutcome::task).isEqualTo(often);
    }

    private static StageConfig cached(DitCacheConfig cache) {
        StageConfig usual = stage(SchedulerType.FIFO, 10);
        return new StageConfig(
                usual.model(), 1, 1, usual.slots(), usual.prefetch(), usual.scheduler(), cache);
    }

    private static WorkerCommand.Run run(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, true, RunTerms.DEFAULT, 40, 100);
    }

    private static WorkerCommand.Run unslotted(GenerationTask task) {
        return new WorkerCommand.Run(task, 3, false, RunTerms.DEFAULT, 40, 100);
    }

    private static GenerationTask with(GenerationTask task, CacheTerms terms) {
        return copy(task, task.fingerprint(), terms);
    }

    private static GenerationTask withFingerprint(GenerationTask task, String fingerprint) {
        return copy(task, fingerprint, task.cache());
    }

    private static GenerationTask copy(GenerationTask of, String fingerprint, CacheTerms terms) {
        return new GenerationTask(
                of.id(),
                of.count(),
                of.model(),
                of.modelRevision(),
                of.params(),
                of.priority(),
                of.tenant(),
                of.deadlineMs(),
                of.createdMs(),
                fingerprint,
                of.requestFingerprint(),
                of.cacheKey(),
                terms,
                of.alternatives(),
                of.headers());
    }

    private static CacheEntry entry(GenerationTask task, String revision, long createdMs) {
        Output output =
                new Output(new byte[] {1, 2, 3}, "image/webp", 32, 32, List.of())
                        .withLatents(latents(1, 2, 2));
        return new CacheEntry(
                task.cacheKey(),
                task.fingerprint(),
                task.model(),
                revision,
                task.tenant(),
                false,
                task.params().prompt(),
                createdMs,
                20,
                output);
    }

    private static CacheEntry with(CacheEntry of, Output output) {
        return new CacheEntry(
                of.key(),
                of.fingerprint(),
                of.model(),
                of.modelRevision(),
                of.tenant(),
                of.shared(),
                of.prompt(),
                of.createdMs(),
                of.steps(),
                output);
    }

    private static FinalLatents latents(float value, int rows, int columns) {
        float[] values = new float[rows * columns];
        values[0] = value;
        return new FinalLatents(
                HalfTensor.of(new long[] {1, 1, rows, columns}, values),
                HalfTensor.of(new long[] {1}, new float[] {1}));
    }
}
