package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.admitted;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.pipeline.Route;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.coordination.OtherStageEvent;
import io.omniflow.executor.record.OutboundRecord;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.Queued;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingOperatorTest {

    private SchedulingHarness harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void holdsEverythingUntilAWorkerHasASlot() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.PRIORITY, 100));
        harness.arrive(task("low", Priority.LOW), task("high", Priority.HIGH));
        assertThat(harness.released()).isEmpty();

        harness.slots(1, 0);
        assertThat(harness.released()).containsExactly("high");
        harness.slots(1, 1);
        assertThat(harness.released()).containsExactly("high", "low");
    }

    @Test
    void theExpectedEndCountsTheStagesStillToCome() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask plain = task("a", Priority.NORMAL);
        Shape shape = Shape.of(plain.params());
        harness.learn(shape, 10);
        harness.slots(1, 0);
        SlotReport later =
                new SlotReport(
                        0,
                        0,
                        0,
                        "jvm",
                        new SlotCounts(1, 1, 0, 0, 0, 0),
                        List.of(),
                        List.of(new StepCost(shape, 1, 100, 3_000)),
                        WorkerTotals.NONE);
        harness.operator().handleOperatorEvent(new OtherStageEvent("second", later));
        Leg leg = new Leg("second", "r", 100, plain.params(), CacheTerms.DEFAULT, List.of());
        harness.arrive(Tasks.on(new Route("both", List.of(), List.of(leg)), plain));

        Queued queued =
                harness.events().stream()
                        .filter(GenerationEvent::hasQueued)
                        .map(GenerationEvent::getQueued)
                        .findFirst()
                        .orElseThrow();
        assertThat(queued.getEstimatedFinishMs() - queued.getEstimatedStartMs())
                .isEqualTo(plain.params().stepsTaken() * 40L);
    }

    @Test
    void givesTheReleaseItsWaitItsWorkerAndItsTerms() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.time(1_000);
        harness.arrive(task("a", Priority.NORMAL));
        harness.time(1_750);
        harness.slots(1, 0);

        WorkerCommand.Run command = (WorkerCommand.Run) harness.commands().get(0);
        assertThat(command.slotted()).isTrue();
        assertThat(command.worker()).isZero();
        assertThat(command.queuedMs()).isEqualTo(750);
        assertThat(command.releasedMs()).isEqualTo(1_750);
        assertThat(command.terms().urgent()).isFalse();
        assertThat(command.terms().maxPauses()).isEqualTo(SchedulerConfig.DEFAULT.maxPauses());
        assertThat(command.terms().stepTimeoutMs()).isEqualTo(300_000);
    }

    @Test
    void waitingTasksAndTheirOrderSurviveARestoreAndSlotsDoNot() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.slots(1, 0);
        for (int i = 0; i < 20; i++) {
            harness.arrive(task("t" + i, Priority.LOW));
        }
        assertThat(harness.released()).containsExactly("t0");

        harness.restart(harness.snapshot());
        assertThat(harness.released()).isEmpty();
        harness.arrive(task("new", Priority.LOW));
        harness.slots(100, 0);
        assertThat(harness.released()).hasSize(20).startsWith("t1", "t2").endsWith("t19", "new");
    }

    @Test
    void aRedeliveredRequestIsDroppedWithAnEvent() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask first = task("a", 0, 2, Priority.NORMAL, 0);
        GenerationTask second = task("a", 1, 2, Priority.NORMAL, 0);
        harness.arrive(first, second, first, second);
        harness.slots(10, 0);

        assertThat(harness.released()).containsExactly("a", "a");
        assertThat(harness.events().stream().filter(GenerationEvent::hasDuplicate)).hasSize(2);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aReusedIdGoesToTheDeadLettersUntouchedAndNeverToTheResults() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask first = task("a", Priority.NORMAL);
        harness.arrive(first, Tasks.withRequestFingerprint(first, "something else"));

        OutboundRecord letter = harness.deadLetters().get(0);
        assertThat(letter.value()).isEqualTo(admitted(first).origin().value());
        assertThat(letter.headers())
                .anySatisfy(header -> assertThat(header.text()).isEqualTo("ID_REUSED"));
        assertThat(harness.events().stream().filter(GenerationEvent::hasIdReused)).hasSize(1);
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void idsAreRememberedAcrossARestore() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(task("a", Priority.NORMAL));
        harness.slots(10, 0);

        harness.restart(harness.snapshot());
        harness.slots(10, 0);
        harness.arrive(task("a", Priority.NORMAL));
        assertThat(harness.released()).isEmpty();
    }

    @Test
    void theOldestIdsAreForgottenByNumberAndByAge() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.slots(100, 0);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            harness.arrive(task(id, Priority.NORMAL));
        }
        harness.arrive(task("b", Priority.NORMAL));
        assertThat(harness.released()).containsExactly("a", "b", "c", "d", "e");
        harness.slots(100, 5);
        harness.arrive(task("a", Priority.NORMAL));
        assertThat(harness.released()).hasSize(6);

        harness.time(10_000);
        harness.slots(100, 6);
        harness.arrive(task("f", Priority.NORMAL), task("e", Priority.NORMAL));
        assertThat(harness.released()).hasSize(8);
    }

    @Test
    void refusesToDrainAQueue() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(task("a", Priority.NORMAL));

        assertThatThrownBy(() -> harness.operator().endInput(1))
                .hasMessageContaining("without --drain");
    }

    @Test
    void aSavepointThatStopsTheJobHoldsEverythingUntilItIsAborted() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(
                task("a", Priority.NORMAL),
                task("b", Priority.NORMAL),
                task("late", 0, 1, Priority.NORMAL, 100));
        OperatorSubtaskState savepoint = harness.stopWithSavepoint();
        harness.slots(1, 0);
        harness.time(1_000);
        harness.slots(1, 1);
        assertThat(harness.commands()).isEmpty();
        assertThat(harness.outcomes()).isEmpty();

        harness.abort();
        assertThat(harness.edge()).containsExactly("run a", "run b");
        assertThat(harness.ends()).containsExactly("late EXPIRED DEADLINE_EXCEEDED");
        harness.slots(1, 1);
        assertThat(harness.commands()).hasSize(2);

        OperatorSubtaskState afterwards = harness.snapshot();
        harness.restart(afterwards);
        harness.slots(9, 0);
        harness.time(2_000);
        assertThat(harness.commands()).isEmpty();
        assertThat(harness.outcomes()).isEmpty();

        harness.restart(savepoint);
        harness.slots(1, 0);
        harness.slots(1, 1);
        assertThat(harness.edge()).containsExactly("run a", "run b");
        harness.time(3_000);
        assertThat(harness.ends()).containsExactly("late EXPIRED DEADLINE_EXCEEDED");
    }

    @Test
    void theNextCheckpointCarriesNothingThatWasHeldAndThenEmitted() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(task("a", Priority.NORMAL));
        harness.stopWithSavepoint();
        harness.slots(1, 0);

        OperatorSubtaskState next = harness.snapshot();
        assertThat(harness.edge()).containsExactly("run a");
        harness.restart(next);
        harness.slots(9, 0);
        assertThat(harness.commands()).isEmpty();
    }
}
