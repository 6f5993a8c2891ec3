package io.omniflow.executor.scheduling;

import static io.omniflow.executor.scheduling.SchedulingHarness.running;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GetStatus;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Resume;
import io.omniflow.v1.Sleep;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.Wake;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulingStatusTest {

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.PRIORITY, 2));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void answersForItsOwnStageOnly() throws Exception {
        status("");
        harness.command(command("c2").setGetStatus(GetStatus.newBuilder().setStage("another")));
        harness.command(command("c3").setGetStatus(GetStatus.newBuilder().setStage(Tasks.MODEL)));

        assertThat(harness.replies())
                .extracting(ControlReply::getCommandId)
                .containsExactly("c", "c3");
        assertThat(harness.replies()).extracting(ControlReply::getStage).containsOnly(Tasks.MODEL);
    }

    @Test
    void showsWhatWaitsWhatRunsAndWhatEndedHere() throws Exception {
        GenerationTask runs = task("r", Priority.HIGH);
        harness.time(1_000);
        harness.arrive(task("a", Priority.LOW), task("b", Priority.LOW), task("c", Priority.LOW));
        harness.time(1_300);
        harness.slots(0, 0, running(runs));
        StatusReport status = status("");

        assertThat(status.getQueuesList())
                .anySatisfy(
                        queue -> {
                            assertThat(queue.getWaiting()).isEqualTo(2);
                            assertThat(queue.getOldestWaitMs()).isEqualTo(300);
                        });
        assertThat(status.getTenants(0).getWaiting()).isEqualTo(2);
        assertThat(status.getWorkers(0).getRunning(0).getRequestId()).isEqualTo("r");
        assertThat(processed(status, Status.STATUS_REJECTED)).isEqualTo(1);
        assertThat(status.getReasonsList()).anyMatch(reason -> reason.contains("full"));
    }

    @Test
    void countsSurviveARestore() throws Exception {
        harness.arrive(task("a", Priority.LOW), task("b", Priority.LOW), task("c", Priority.LOW));
        harness.restart(harness.snapshot());
        harness.arrive(task("d", Priority.LOW));

        assertThat(processed(status(""), Status.STATUS_REJECTED)).isEqualTo(2);
    }

    @Test
    void aPausedStageTakesTasksAndReleasesNoneUntilItIsResumed() throws Exception {
        harness.slots(9, 0);
        harness.command(command("p").setPause(Pause.getDefaultInstance()));
        assertThat(harness.lastReply().getOk()).isTrue();
        harness.arrive(task("a", Priority.LOW));
        assertThat(harness.released()).isEmpty();
        assertThat(status("").getPaused()).isTrue();

        harness.restart(harness.snapshot());
        harness.slots(9, 0);
        assertThat(harness.released()).isEmpty();
        harness.command(command("r").setResume(Resume.newBuilder().setStage("another")));
        assertThat(harness.released()).isEmpty();
        harness.command(command("r").setResume(Resume.getDefaultInstance()));
        assertThat(harness.released()).containsExactly("a");
        assertThat(status("").getPaused()).isFalse();
    }

    @Test
    void aSleepingModelTakesTasksAndItsWorkersAreToldAlsoAfterARestart() throws Exception {
        harness.slots(9, 0);
        harness.command(command("s").setSleep(Sleep.newBuilder().setStage("another")));
        assertThat(sleeps()).isEmpty();
        harness.command(command("s").setSleep(Sleep.getDefaultInstance()));
        assertThat(harness.lastReply().getOk()).isTrue();
        harness.arrive(task("a", Priority.LOW));
        assertThat(harness.released()).isEmpty();
        assertThat(sleeps()).containsExactly(true);
        assertThat(status("").getAsleep()).isTrue();

        harness.restart(harness.snapshot());
        harness.slots(9, 0);
        harness.time(10_000);
        assertThat(harness.released()).isEmpty();
        assertThat(sleeps()).containsExactly(true);
        harness.command(command("w").setWake(Wake.getDefaultInstance()));
        assertThat(harness.released()).containsExactly("a");
        assertThat(sleeps()).containsExactly(true, false);
        assertThat(status("").getAsleep()).isFalse();
    }

    private List<Boolean> sleeps() {
        return harness.commands().stream()
                .filter(WorkerCommand.Sleep.class::isInstance)
                .map(command -> ((WorkerCommand.Sleep) command).asleep())
                .toList();
    }

    private StatusReport status(String stage) throws Exception {
        harness.command(command("c").setGetStatus(GetStatus.newBuilder().setStage(stage)));
        return harness.lastReply().getStatus();
    }

    private static long processed(StatusReport status, Status how) {
        return status.getProcessedList().stream()
                .filter(count -> count.getStatus() == how)
                .findFirst()
                .orElseThrow()
                .getCount();
    }

    private static ControlCommand.Builder command(String id) {
        return ControlCommand.newBuilder().setCommandId(id);
    }
}
