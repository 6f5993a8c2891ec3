package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.executor.coordination.GiveUpEvent;
import io.omniflow.executor.record.InFlight;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.Sleep;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Generations that a worker gives up. */
class SchedulingMoveTest {

    private final GenerationTask task = task("a", Priority.NORMAL);
    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.slots(1, 0);
        harness.arrive(task);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void theOtherWorkerTakesItIntoASlotAndTheFirstIsToldWhichTasksMoved() throws Exception {
        other(1);
        giveUp(1);

        List<WorkerCommand> answer = answers();
        assertThat(answer).hasSize(2);
        WorkerCommand.Take take = (WorkerCommand.Take) answer.get(0);
        assertThat(take.worker()).isEqualTo(1);
        assertThat(take.generation().run().slotted()).isTrue();
        assertThat(take.generation().retries()).isEqualTo(1);
        WorkerCommand.GivenUp told = (WorkerCommand.GivenUp) answer.get(1);
        assertThat(told)
                .isEqualTo(
                        new WorkerCommand.GivenUp(
                                task.id(), 1, List.of(task.id()), task.cacheKey(), 0));
        assertThat(take.cacheKey()).isEqualTo(told.cacheKey());

        harness.arrive(task("b", Priority.NORMAL));
        assertThat(harness.released()).containsExactly("a");
    }

    @Test
    void whatIsAskedAgainIsAnsweredOnce() throws Exception {
        other(2);
        giveUp(1);
        giveUp(1);
        assertThat(answers()).hasSize(2);
        giveUp(2);
        assertThat(answers()).hasSize(4);
    }

    @Test
    void itStaysWithoutAnotherWorkerThatHasRoom() throws Exception {
        giveUp(1);
        assertStays();
    }

    @Test
    void itStaysWhenItsRequestWasCancelled() throws Exception {
        other(1);
        harness.command(command().setCancel(Cancel.newBuilder().setRequestId("a")));
        giveUp(1);
        assertStays();
    }

    @Test
    void itStaysWhileTheModelSleeps() throws Exception {
        other(1);
        harness.command(command().setSleep(Sleep.getDefaultInstance()));
        giveUp(1);
        assertStays();
    }

    private void assertStays() {
        assertThat(answers())
                .containsExactly(
                        new WorkerCommand.GivenUp(task.id(), 1, List.of(), task.cacheKey(), 0));
    }

    private void other(int capacity) {
        harness.report(1, new SlotCounts(capacity, capacity, 0, 0, 0, 0));
    }

    private void giveUp(int retries) throws Exception {
        WorkerCommand.Run run =
                new WorkerCommand.Run(task, 0, true, RunTerms.DEFAULT, 0, harness.now());
        InFlight generation = new InFlight(run, List.of(), null, 0, 0, 0, retries, retries);
        harness.operator().handleOperatorEvent(GiveUpEvent.of(0, generation));
    }

    private List<WorkerCommand> answers() {
        return harness.commands().stream()
                .filter(
                        command ->
                                command instanceof WorkerCommand.Take
                                        || command instanceof WorkerCommand.GivenUp)
                .toList();
    }

    private static ControlCommand.Builder command() {
        return ControlCommand.newBuilder().setCommandId("c");
    }
}
