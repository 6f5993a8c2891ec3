package io.omniflow.executor.scheduling;

import static io.omniflow.executor.scheduling.SchedulingHarness.running;
import static io.omniflow.executor.testing.Tasks.sharing;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.testing.SavepointFixture;
import io.omniflow.executor.testing.Tasks;
import io.omniflow.v1.CacheEpoch;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.GetConfig;
import io.omniflow.v1.InvalidateCache;
import io.omniflow.v1.Pause;
import io.omniflow.v1.Resume;
import io.omniflow.v1.UpdateConfig;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores a {@link SavepointFixture} of a scheduler that was paused with work of all kinds. */
class SchedulingFixtureTest {

    private static final String TYPE = "scheduler.type";
    private static final GenerationTask RUNS = task("runs", Priority.NORMAL);
    private static final GenerationTask LOW = task("low", Priority.LOW);
    private static final GenerationTask HIGH = task("high", Priority.HIGH);
    private static final GenerationTask STORED = task("stored", Priority.NORMAL);
    private static final GenerationTask GONE =
            sharing(task("gone", Priority.NORMAL), "gone", CacheTerms.DEFAULT);

    private SchedulingHarness harness;

    @BeforeAll
    static void writeAnotherIfAsked() throws Exception {
        SavepointFixture.writeIfAsked(SchedulingFixtureTest::savepoint);
    }

    private static OperatorSubtaskState savepoint() throws Exception {
        SchedulingHarness harness = new SchedulingHarness(stage());
        harness.time(1_000);
        command(
                harness,
                ControlCommand.newBuilder()
                        .setUpdateConfig(UpdateConfig.newBuilder().putValues(TYPE, "priority")));
        command(
                harness,
                ControlCommand.newBuilder().setCancel(Cancel.newBuilder().setRequestId("early")));
        command(
                harness,
                ControlCommand.newBuilder()
                        .setInvalidateCache(
                                InvalidateCache.newBuilder()
                                        .setScope(CacheEpoch.Scope.SCOPE_TENANT)
                                        .setName("gone")));
        harness.store(STORED, 500);
        harness.slots(1, 0);
        harness.arrive(RUNS, twin("joins", RUNS));
        command(harness, ControlCommand.newBuilder().setPause(Pause.newBuilder()));
        harness.arrive(LOW, twin("follows", LOW), HIGH);
        OperatorSubtaskState savepoint = harness.stopWithSavepoint();
        harness.close();
        return savepoint;
    }

    @BeforeEach
    void restore() throws Exception {
        harness = new SchedulingHarness(stage());
        harness.time(2_000);
        harness.restart(SavepointFixture.read("scheduling-1"));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void configurationAndPauseHold() throws Exception {
        command(harness, ControlCommand.newBuilder().setGetConfig(GetConfig.newBuilder()));
        ConfigReport config = harness.lastReply().getConfig();
        assertThat(config.getVersion()).isEqualTo(1);
        assertThat(config.getChangedList()).containsExactly(TYPE);
        assertThat(config.getValuesMap()).containsEntry(TYPE, "priority");

        harness.slots(2, 0, running(RUNS, twin("joins", RUNS)));
        assertThat(harness.edge()).isEmpty();
    }

    @Test
    void waitingTasksAndTheirFollowersRunInTheirOrder() throws Exception {
        command(harness, ControlCommand.newBuilder().setResume(Resume.newBuilder()));
        harness.slots(3, 0, running(RUNS, twin("joins", RUNS)));
        harness.arrive(twin("third", RUNS));

        assertThat(harness.edge())
                .containsExactly(
                        "run high", "run low", "attach follows to low", "attach third to runs");
    }

    @Test
    void idsAreRemembered() throws Exception {
        harness.arrive(RUNS, twin("joins", RUNS), LOW, twin("follows", LOW), HIGH);
        assertThat(harness.edge()).isEmpty();
        assertThat(harness.ends()).isEmpty();

        harness.arrive(task("early", Priority.NORMAL));
        assertThat(harness.ends()).containsExactly("early CANCELLED CANCELLED");
    }

    @Test
    void whatIsKnownOfStoredOutputsIsKept() throws Exception {
        command(harness, ControlCommand.newBuilder().setResume(Resume.newBuilder()));
        harness.store(GONE, 999);
        harness.arrive(twin("again", STORED), sharing(twin("no", GONE), "gone", GONE.cache()));
        assertThat(harness.edge()).containsExactly("pass again");

        harness.store(GONE, 1_000);
        harness.arrive(sharing(twin("yes", GONE), "gone", GONE.cache()));
        assertThat(harness.edge()).containsExactly("pass again", "pass yes");
    }

    private static StageConfig stage() {
        StageConfig usual = Tasks.stage(SchedulerType.FIFO, 100);
        return new StageConfig(
                usual.model(),
                1,
                1,
                usual.slots(),
                usual.prefetch(),
                usual.scheduler().withRememberedIds(100, 10_000_000),
                usual.cache());
    }

    private static void command(SchedulingHarness harness, ControlCommand.Builder command)
            throws Exception {
        harness.command(command.setCommandId("command"));
    }
}
