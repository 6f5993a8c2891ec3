package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.continued;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GenerationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that come from an earlier stage of their pipeline. */
class SchedulingPipelineTest {

    private SchedulingHarness harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aRequestThatUsesTheIdOfAContinuingTaskIsAReuseAndTheTaskGoesOn() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(continued(task("a", Priority.NORMAL)));
        harness.arrive(task("a", Priority.NORMAL));
        harness.slots(1, 0);
        harness.arrive(task("a", Priority.NORMAL));

        assertThat(harness.released()).containsExactly("a");
        assertThat(harness.deadLetters()).hasSize(2);
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void aContinuingTaskWhoseIdIsTakenHereStillEnds() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask direct = Tasks.withRequestFingerprint(task("a", Priority.NORMAL), "other");
        harness.arrive(direct);
        harness.arrive(continued(task("a", Priority.NORMAL)));
        harness.slots(1, 0);
        harness.arrive(continued(task("a", Priority.NORMAL)));

        assertThat(harness.ends()).containsExactly("a REJECTED ID_REUSED", "a REJECTED ID_REUSED");
        assertThat(harness.released()).containsExactly("a");
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void theIdOfAContinuingTaskIsNeitherJudgedNorRemembered() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.slots(1, 0);
        harness.arrive(task("a", Priority.NORMAL));
        harness.slots(1, 1);
        harness.arrive(continued(Tasks.withRequestFingerprint(task("a", Priority.LOW), "other")));
        harness.slots(1, 2);
        harness.arrive(continued(task("b", Priority.NORMAL)));
        harness.slots(1, 3);
        harness.arrive(task("b", Priority.NORMAL));

        assertThat(harness.released()).containsExactly("a", "a", "b", "b");
        assertThat(harness.events()).noneMatch(GenerationEvent::hasDuplicate);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void eachContinuingTaskTakesRoomForItself() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 2));
        harness.arrive(
                continued(task("a", 3, 4, Priority.NORMAL, 0)),
                continued(task("a", 1, 4, Priority.NORMAL, 0)),
                continued(task("a", 0, 4, Priority.NORMAL, 0)));

        assertThat(harness.ends()).containsExactly("a REJECTED QUEUE_FULL");
        assertThat(harness.outcomes().get(0).task().id().index()).isZero();
        assertThat(harness.outcomes().get(0).task().route().passed()).hasSize(1);
        harness.slots(3, 0);
        assertThat(harness.released()).containsExactly("a", "a");
    }

    @Test
    void aContinuingTaskWhoseResultIsKnownGoesPastAFullQueue() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 1));
        GenerationTask stored = continued(task("stored", 0, 2, Priority.LOW, 0));
        harness.time(1_000);
        harness.arrive(task("waits", Priority.HIGH));
        harness.store(stored, 500);
        harness.arrive(continued(twin("a", stored)), continued(task("a", 1, 2, Priority.LOW, 0)));

        assertThat(harness.edge()).containsExactly("pass a");
        assertThat(harness.ends()).containsExactly("a REJECTED QUEUE_FULL");
        assertThat(harness.outcomes().get(0).task().id().index()).isEqualTo(1);
    }

    @Test
    void aCancellationMeetsWhatIsBetweenTheStages() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.command(
                ControlCommand.newBuilder()
                        .setCommandId("c")
                        .setCancel(Cancel.newBuilder().setRequestId("a")));
        harness.arrive(continued(task("a", Priority.NORMAL)));

        assertThat(harness.ends()).containsExactly("a CANCELLED CANCELLED");
    }

    @Test
    void continuingTasksSurviveARestoreWithWhatStandsBehindThem() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask task = continued(task("a", Priority.NORMAL));
        harness.arrive(task);
        harness.restart(harness.snapshot());
        harness.slots(1, 0);

        assertThat(harness.commands()).singleElement().extracting("task").isEqualTo(task);
    }
}
