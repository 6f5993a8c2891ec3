package io.omniflow.executor.scheduling;

import static io.omniflow.executor.scheduling.SchedulingHarness.running;
import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.executor.record.WorkerCommand;
import io.omniflow.v1.Cancel;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ControlCommand;
import io.omniflow.v1.ControlReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulingCancelTest {

    private final GenerationTask a = task("a", Priority.NORMAL);
    private final GenerationTask b = task("b", Priority.NORMAL);

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 20_000));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void waitingImagesEndAtOnce() throws Exception {
        harness.arrive(task("a", 0, 2, Priority.NORMAL, 0), task("a", 1, 2, Priority.NORMAL, 0), b);
        harness.time(100);
        assertThat(cancel("a")).isEqualTo(report(2, 0, false));

        assertThat(harness.ends())
                .containsExactly("a CANCELLED CANCELLED", "a CANCELLED CANCELLED");
        assertThat(harness.outcomes().get(1).timings().queuedMs()).isEqualTo(100);
        harness.slots(9, 0);
        assertThat(harness.edge()).containsExactly("run b");
    }

    @Test
    void theWorkerOfAnImageIsToldDownTheImagesOwnPath() throws Exception {
        harness.slots(1, 0);
        harness.arrive(a, b);
        assertThat(cancel("a")).isEqualTo(report(0, 1, false));

        WorkerCommand.Cancel told = (WorkerCommand.Cancel) harness.commands().get(1);
        assertThat(told).isEqualTo(new WorkerCommand.Cancel(new TaskId("a", 0), a.cacheKey(), 0));
        assertThat(harness.outcomes()).isEmpty();
    }

    @Test
    void aWorkerIsToldOnceThoughItsReportsStillNameTheImage() throws Exception {
        harness.slots(1, 0);
        harness.arrive(a);
        cancel("a");
        harness.slots(1, 0, running(a));
        harness.slots(1, 0, running(a));

        assertThat(harness.edge()).containsExactly("run a", "cancel a");
    }

    @Test
    void anUnknownRequestIsRememberedAndMetWhenItArrives() throws Exception {
        assertThat(cancel("a")).isEqualTo(report(0, 0, true));
        harness.slots(9, 0);
        harness.time(59_000);
        harness.arrive(a, b);

        assertThat(harness.ends()).containsExactly("a CANCELLED CANCELLED");
        assertThat(harness.edge()).containsExactly("run b");
        harness.time(62_000);
        harness.arrive(a);
        assertThat(harness.outcomes()).hasSize(1);
        assertThat(harness.released()).containsExactly("b");
    }

    @Test
    void aMemoryHoldsForAMinute() throws Exception {
        harness.slots(9, 0);
        cancel("a");
        harness.time(60_000);
        harness.arrive(a);

        assertThat(harness.edge()).containsExactly("run a");
    }

    @Test
    void anImageThatComesAfterItsSiblingsWereCancelledIsMetToo() throws Exception {
        harness.arrive(task("a", 0, 2, Priority.NORMAL, 0));
        assertThat(cancel("a")).isEqualTo(report(1, 0, false));
        harness.arrive(task("a", 1, 2, Priority.NORMAL, 0));

        assertThat(harness.outcomes()).hasSize(2);
        harness.slots(9, 0);
        assertThat(harness.commands()).isEmpty();
    }

    @Test
    void cancellingTwiceOrAfterTheEndIsHarmlessAndAnswered() throws Exception {
        harness.arrive(a);
        cancel("a");
        assertThat(cancel("a")).isEqualTo(report(0, 0, true));
        harness.slots(9, 0);
        harness.arrive(b);
        harness.slots(9, 0, running(b));
        harness.slots(9, 1);
        assertThat(cancel("b")).isEqualTo(report(0, 0, true));

        assertThat(harness.outcomes()).hasSize(1);
        assertThat(harness.edge()).containsExactly("run b");
        assertThat(harness.replies()).allMatch(ControlReply::getOk).hasSize(3);
    }

    @Test
    void aTaskThatAWorkerAnnouncesAfterARestoreIsMet() throws Exception {
        cancel("a");
        cancel("f");
        harness.restart(harness.snapshot());
        GenerationTask follower = twin("f", b);
        harness.slots(9, 0, running(a), running(b, follower));

        assertThat(harness.edge()).containsExactly("cancel a", "cancel f");
    }

    @Test
    void aFollowerTakesThePlaceOfACancelledLeader() throws Exception {
        harness.arrive(a, twin("f", a), twin("g", a));
        cancel("a");
        harness.slots(9, 0);

        assertThat(harness.ends()).containsExactly("a CANCELLED CANCELLED");
        assertThat(harness.edge()).containsExactly("run f", "attach g to f");
    }

    @Test
    void theLeadersCancellationDoesNotReachAFollowerOnTheWorker() throws Exception {
        harness.slots(1, 0);
        harness.arrive(a, twin("f", a));
        assertThat(cancel("a")).isEqualTo(report(0, 1, false));
        assertThat(cancel("f")).isEqualTo(report(0, 1, false));

        assertThat(harness.edge())
                .containsExactly("run a", "attach f to a", "cancel a", "cancel f");
    }

    @Test
    void theMemoryIsBoundedInNumber() throws Exception {
        for (int i = 0; i <= CancelMemory.MAX_REQUESTS; i++) {
            cancel("x" + i);
        }
        harness.restart(harness.snapshot());
        harness.arrive(task("x0", Priority.LOW), task("x1", Priority.LOW));

        assertThat(harness.ends()).containsExactly("x1 CANCELLED CANCELLED");
    }

    @Test
    void aCancellationForAnotherStageIsNotForThisOne() throws Exception {
        harness.arrive(a);
        harness.command(
                ControlCommand.newBuilder()
                        .setCommandId("c")
                        .setCancel(Cancel.newBuilder().setRequestId("a").setStage("another")));

        assertThat(harness.outcomes()).isEmpty();
        assertThat(harness.replies()).isEmpty();
    }

    private CancelReport cancel(String requestId) throws Exception {
        harness.command(
                ControlCommand.newBuilder()
                        .setCommandId("c-" + requestId)
                        .setCancel(Cancel.newBuilder().setRequestId(requestId)));
        return harness.lastReply().getCancel();
    }

    private static CancelReport report(int cancelled, int forwarded, boolean remembered) {
        return CancelReport.newBuilder()
                .setCancelled(cancelled)
                .setForwarded(forwarded)
                .setRemembered(remembered)
                .build();
    }
}
