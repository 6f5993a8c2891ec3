package io.omniflow.executor.generation;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.SideOutputs;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.FactoryHarness;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.worker.testing.TestingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationOperatorTest {

    /** A factory travels in the job graph and cannot count by itself. */
    private static final AtomicInteger loads = new AtomicInteger();

    private FactoryHarness<WorkerCommand, Void, TaskOutcome> harness;

    @AfterEach
    void close() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    @Test
    void runsWhatItIsGivenAndReportsProgressAndACacheEntry() throws Exception {
        start(1, null);
        GenerationTask task = task("a", Priority.NORMAL);
        run(task);
        awaitOutcomes(1);

        TaskOutcome outcome = outcomes().get(0);
        assertThat(outcome.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(outcome.output().data()).isEqualTo(TestingModel.expectedOutput(task.image()));
        assertThat(outcome.resumedFromStep()).isZero();
        assertThat(outcome.attempt()).isZero();
        assertThat(harness.getSideOutput(SideOutputs.CACHE_ENTRIES)).hasSize(1);
        GenerationEvent first =
                GenerationEvent.parseFrom(
                        harness.getSideOutput(SideOutputs.EVENTS).element().getValue().value());
        assertThat(first.hasStarted()).isTrue();
        assertThat(first.getStarted().getStep()).isZero();
    }

    @Test
    void resumesEveryTaskFromItsSnapshotWithTheSameOutput() throws Exception {
        start(5, null);
        GenerationTask a = longTask("a");
        GenerationTask b = longTask("b");
        GenerationTask waiting = longTask("waiting");
        List.of(a, b, waiting).forEach(this::run);
        GenerationOperator operator = (GenerationOperator) harness.getOperator();
        await().pollInSameThread()
                .until(() -> operator.newestStep(a.id()) > 5 && operator.newestStep(b.id()) > 5);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        assertThat(outcomes()).isEmpty();

        start(0, snapshot);
        awaitOutcomes(3);
        for (TaskOutcome outcome : outcomes()) {
            assertThat(outcome.output().data())
                    .isEqualTo(TestingModel.expectedOutput(outcome.task().image()));
            assertThat(outcome.attempt()).isEqualTo(1);
            boolean waited = outcome.task().equals(waiting);
            assertThat(outcome.resumedFromStep() > 5).isNotEqualTo(waited);
        }
    }

    @Test
    void aFailedGenerationYieldsAnOutcomeAndTheJobGoesOn() throws Exception {
        start(0, null);
        GenerationTask good = task("good", Priority.NORMAL);
        GenerationTask bad = withPrompt(task("bad", Priority.NORMAL), TestingModel.FAIL_AT_STEP);
        run(bad);
        run(good);
        awaitOutcomes(2);

        TaskOutcome failed =
                outcomes().stream().filter(o -> o.task().equals(bad)).findFirst().orElseThrow();
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.NOT_FINITE);
        assertThat(harness.getSideOutput(SideOutputs.CACHE_ENTRIES)).hasSize(1);
    }

    @Test
    void whatEndsAfterASavepointThatStopsTheJobIsHeldBackAndRunsAgainAfterTheRestore()
            throws Exception {
        start(2, null);
        GenerationTask task = longTask("a");
        run(task);
        OperatorSubtaskState snapshot = harness.stopWithSavepoint(3);
        GenerationOperator operator = (GenerationOperator) harness.getOperator();
        await().pollInSameThread()
                .until(() -> operator.newestStep(task.id()) >= task.image().steps() - 1);
        awaitQuietMailbox();
        assertThat(outcomes()).isEmpty();
        assertThat(harness.getSideOutput(SideOutputs.EVENTS)).isNull();

        operator.notifyCheckpointAborted(3);
        awaitOutcomes(1);
        harness.close();

        start(0, snapshot);
        awaitOutcomes(1);
        assertThat(outcomes().get(0).output().data())
                .isEqualTo(TestingModel.expectedOutput(task.image()));
    }

    @Test
    void sharingAndHandingOverSurviveARestoreAfterEveryCommand() throws Exception {
        GenerationTask leader = longTask("leader");
        GenerationTask first = WorkerFixture.twin(leader, "first");
        GenerationTask second = WorkerFixture.twin(leader, "second");
        List<WorkerCommand> commands =
                List.of(
                        command(leader, true),
                        new WorkerCommand.Attach(command(first, false), leader.id()),
                        new WorkerCommand.Cancel(leader.id(), leader.cacheKey(), 0),
                        new WorkerCommand.Attach(command(second, false), leader.id()));
        OperatorSubtaskState snapshot = null;
        List<TaskOutcome> outcomes = new ArrayList<>();
        for (WorkerCommand command : commands) {
            start(5, snapshot);
            harness.first(command);
            snapshot = harness.snapshot(1, 1);
            outcomes.addAll(outcomes());
            harness.close();
        }
        start(0, snapshot);
        awaitOutcomes(2);
        outcomes.addAll(outcomes());

        assertThat(outcomes).extracting(TaskOutcome::task).containsExactly(leader, first, second);
        assertThat(outcomes)
                .extracting(TaskOutcome::status)
                .containsExactly(TaskStatus.CANCELLED, TaskStatus.COMPLETED, TaskStatus.COMPLETED);
        assertThat(outcomes)
                .extracting(outcome -> outcome.cache().kind())
                .containsExactly(
                        CacheReport.Kind.NONE, CacheReport.Kind.NONE, CacheReport.Kind.SHARED);
        assertThat(outcomes.get(2).output().data())
                .isEqualTo(TestingModel.expectedOutput(leader.image()));
    }

    @Test
    void cancellingFreesTheDeviceForTheNext() throws Exception {
        start(5, null);
        List<GenerationTask> tasks = List.of(longTask("a"), longTask("b"), longTask("c"));
        tasks.forEach(this::run);
        GenerationOperator operator = (GenerationOperator) harness.getOperator();
        await().pollInSameThread().until(() -> operator.newestStep(tasks.get(0).id()) > 0);
        assertThat(operator.newestStep(tasks.get(2).id())).isZero();
        harness.first(new WorkerCommand.Cancel(tasks.get(0).id(), "k", 0));
        assertThat(outcomes())
                .extracting(TaskOutcome::status)
                .containsExactly(TaskStatus.CANCELLED);
        awaitOutcomes(3);

        assertThat(outcomes())
                .filteredOn(outcome -> outcome.status() == TaskStatus.COMPLETED)
                .extracting(TaskOutcome::task)
                .containsExactlyInAnyOrder(tasks.get(1), tasks.get(2));
    }

    @Test
    void aSleepingModelHoldsItsTasksOverARestoreAndGoesOnWhenItWakes() throws Exception {
        start(5, null);
        GenerationTask task = longTask("a");
        run(task);
        GenerationOperator operator = (GenerationOperator) harness.getOperator();
        await().pollInSameThread().until(() -> operator.newestStep(task.id()) > 5);
        harness.first(new WorkerCommand.Sleep(true, 0));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        loads.set(0);
        start(0, snapshot);
        run(task("b", Priority.NORMAL));
        assertThat(loads).hasValue(0);
        harness.first(new WorkerCommand.Sleep(false, 0));
        awaitOutcomes(2);

        assertThat(loads).hasValue(1);
        TaskOutcome resumed =
                outcomes().stream().filter(o -> o.task().equals(task)).findFirst().orElseThrow();
        assertThat(resumed.resumedFromStep()).isGreaterThan(5);
        assertThat(resumed.output().data()).isEqualTo(TestingModel.expectedOutput(task.image()));
    }

    @Test
    void drainingFinishesWhatRuns() throws Exception {
        start(1, null);
        run(task("a", Priority.NORMAL));
        run(task("b", Priority.NORMAL));
        ((GenerationOperator) harness.getOperator()).endInput();

        assertThat(outcomes()).hasSize(2);
    }

    private void start(long stepMs, OperatorSubtaskState restored) throws Exception {
        StageConfig stage = stage(SchedulerType.FIFO, 100);
        harness =
                new FactoryHarness<>(
                        new GenerationOperatorFactory(
                                Tasks.job(stage), stage, () -> load(stepMs), null),
                        StreamTypes.OUTCOME.createSerializer(new SerializerConfigImpl()));
        harness.start(restored);
        ((GenerationOperator) harness.getOperator()).handleOperatorEvent(VerdictEvent.NOBODY);
    }

    private static TestingModel load(long stepMs) {
        loads.incrementAndGet();
        return new TestingModel(stepMs);
    }

    private void run(GenerationTask task) {
        try {
            harness.first(command(task, true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static WorkerCommand.Run command(GenerationTask task, boolean slotted) {
        return new WorkerCommand.Run(task, 0, slotted, RunTerms.DEFAULT, 10, 0);
    }

    private List<TaskOutcome> outcomes() {
        return harness.extractOutputValues();
    }

    private void awaitOutcomes(int count) {
        await().pollInSameThread()
                .until(
                        () -> {
                            runMails();
                            return outcomes().size() == count;
                        });
    }

    private void awaitQuietMailbox() {
        await().pollInSameThread().until(() -> !runMails());
    }

    /** Runs what waits in the mailbox on this thread, which is the task's. */
    private boolean runMails() throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        boolean any = false;
        for (var mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
                mail.isPresent();
                mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY)) {
            mail.get().run();
            any = true;
        }
        return any;
    }

    private static GenerationTask longTask(String id) {
        GenerationTask task = task(id, Priority.NORMAL);
        return withParams(task, task.params().prompt(), 60);
    }

    private static GenerationTask withPrompt(GenerationTask task, String prompt) {
        return withParams(task, prompt, task.image().steps());
    }

    private static GenerationTask withParams(GenerationTask task, String prompt, int steps) {
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                new GenerationParams(prompt, "", 32, 32, steps, 2.0, 5),
                task.priority(),
                task.tenant(),
                0,
                0,
                task.fingerprint(),
                task.requestFingerprint(),
                task.cacheKey(),
                task.headers());
    }
}
