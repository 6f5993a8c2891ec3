package io.omniflow.executor.generation;

import static io.omniflow.executor.testing.Tasks.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.CacheReport;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.coordination.VerdictEvent;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.state.StreamTypes;
import io.omniflow.executor.testing.FactoryHarness;
import io.omniflow.executor.testing.SavepointFixture;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.worker.testing.TestingModel;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restores a {@link SavepointFixture} of a worker with generations of all kinds. */
class GenerationFixtureTest {

    private static final int STEPS = 60;
    private static final GenerationTask PLAIN = longTask("plain", false);
    private static final GenerationTask CACHED = longTask("cached", true);
    private static final GenerationTask FOLLOWER = WorkerFixture.twin(CACHED, "follower");
    private static final GenerationTask WAITING = longTask("waiting", false);

    @BeforeAll
    static void writeAnotherIfAsked() throws Exception {
        SavepointFixture.writeIfAsked(GenerationFixtureTest::savepoint);
    }

    private static OperatorSubtaskState savepoint() throws Exception {
        try (FactoryHarness<WorkerCommand, Void, TaskOutcome> harness = start(5, null)) {
            harness.first(run(PLAIN, true));
            harness.first(run(CACHED, true));
            harness.first(new WorkerCommand.Attach(run(FOLLOWER, false), CACHED.id()));
            harness.first(run(WAITING, true));
            GenerationOperator operator = (GenerationOperator) harness.getOperator();
            await().pollInSameThread()
                    .until(
                            () ->
                                    operator.newestStep(PLAIN.id()) > 5
                                            && operator.newestStep(CACHED.id()) > 5);
            return harness.stopWithSavepoint(1);
        }
    }

    @Test
    void everyGenerationGoesOnFromItsStepWithTheSameOutput() throws Exception {
        try (FactoryHarness<WorkerCommand, Void, TaskOutcome> harness =
                start(0, SavepointFixture.read("generation-1"))) {
            await().pollInSameThread().until(() -> outcomes(harness).size() == 4);

            assertThat(outcomes(harness))
                    .extracting(TaskOutcome::task)
                    .containsExactlyInAnyOrder(PLAIN, CACHED, FOLLOWER, WAITING);
            for (TaskOutcome outcome : outcomes(harness)) {
                assertThat(outcome.status()).isEqualTo(TaskStatus.COMPLETED);
                assertThat(outcome.output().data())
                        .isEqualTo(TestingModel.expectedOutput(outcome.task().image()));
                assertThat(outcome.resumedFromStep() > 5)
                        .isNotEqualTo(outcome.task().equals(WAITING));
                assertThat(outcome.cache().kind() == CacheReport.Kind.SHARED)
                        .isEqualTo(outcome.task().equals(FOLLOWER));
                if (outcome.task().equals(CACHED)) {
                    assertThat(outcome.output().stepCache().pattern())
                            .isEqualTo(TestingModel.expectedPattern(CACHED.image()));
                }
            }
        }
    }

    private static FactoryHarness<WorkerCommand, Void, TaskOutcome> start(
            long stepMs, OperatorSubtaskState restored) throws Exception {
        StageConfig stage = stage(SchedulerType.FIFO, 100);
        FactoryHarness<WorkerCommand, Void, TaskOutcome> harness =
                new FactoryHarness<>(
                        new GenerationOperatorFactory(
                                Tasks.job(stage), stage, () -> new TestingModel(stepMs), null),
                        StreamTypes.OUTCOME.createSerializer(new SerializerConfigImpl()));
        harness.start(restored);
        ((GenerationOperator) harness.getOperator()).handleOperatorEvent(VerdictEvent.NOBODY);
        return harness;
    }

    /** Runs what waits in the mailbox on this thread, which is the task's. */
    private static List<TaskOutcome> outcomes(
            FactoryHarness<WorkerCommand, Void, TaskOutcome> harness) throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        for (var mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
                mail.isPresent();
                mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY)) {
            mail.get().run();
        }
        return harness.extractOutputValues();
    }

    private static WorkerCommand.Run run(GenerationTask task, boolean slotted) {
        return new WorkerCommand.Run(task, 0, slotted, RunTerms.DEFAULT, 10, 0);
    }

    private static GenerationTask longTask(String id, boolean cached) {
        GenerationTask task = Tasks.task(id, Priority.NORMAL);
        GenerationParams params = new GenerationParams("p-" + id, "", 32, 32, STEPS, 2.0, 5);
        return new GenerationTask(
                task.id(),
                task.count(),
                task.model(),
                task.modelRevision(),
                cached ? params.withStepCache(StepCacheSpec.of(StepCacheKind.EASY, 0.1)) : params,
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
