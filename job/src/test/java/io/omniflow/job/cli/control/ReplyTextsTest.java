package io.omniflow.job.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.CacheStatus;
import io.omniflow.v1.CancelReport;
import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.Error;
import io.omniflow.v1.Priority;
import io.omniflow.v1.ProcessedCount;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.RunState;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.TenantStatus;
import io.omniflow.v1.WorkerStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read of answers as a job gives them. */
class ReplyTextsTest {

    @Test
    void modelsThatSleepWakeAndLoad() {
        ControlReply.Builder reply = ControlReply.newBuilder().setStage("words").setOk(true);
        StatusReport.Builder status = StatusReport.newBuilder().setStage("words");

        assertThat(ReplyText.asleep(reply.build())).startsWith("words: asleep");
        assertThat(ReplyText.awake(reply.build())).startsWith("words: awake");
        assertThat(ReplyText.model(reply.setStatus(status).build())).endsWith(" loading");
        status.addWorkers(WorkerStatus.newBuilder().setCapacity(2));
        assertThat(ReplyText.model(reply.setStatus(status).build())).endsWith(" awake");
        status.setAsleep(true);
        assertThat(ReplyText.model(reply.setStatus(status).build()))
                .startsWith("words ")
                .endsWith(" asleep");
        assertThat(StatusText.of(status.build())).contains("until './omniflow model wake'");
    }

    @Test
    void aBusyStage() {
        StatusReport report =
                StatusReport.newBuilder()
                        .setStage("shapes")
                        .setModelRevision("4dc2919e31610000")
                        .setConfigVersion(3)
                        .addReasons("no worker has reported yet")
                        .setPaused(true)
                        .addQueues(queue(Priority.PRIORITY_HIGH, 0, 0))
                        .addQueues(queue(Priority.PRIORITY_NORMAL, 5, 1_234))
                        .addQueues(queue(Priority.PRIORITY_LOW, 12, 200_000))
                        .addTenants(TenantStatus.newBuilder().setTenant("acme").setWaiting(10))
                        .addTenants(TenantStatus.newBuilder().setWaiting(7))
                        .addWorkers(
                                WorkerStatus.newBuilder()
                                        .setCapacity(5)
                                        .addRunning(task("a", 3, RunState.RUN_STATE_RUNNING))
                                        .addRunning(task("b", 12, RunState.RUN_STATE_PAUSED))
                                        .addRunning(task("c", 0, RunState.RUN_STATE_WAITING)))
                        .addWorkers(WorkerStatus.newBuilder().setWorker(1))
                        .addProcessed(
                                ProcessedCount.newBuilder()
                                        .setStatus(Status.STATUS_COMPLETED)
                                        .setCount(120))
                        .addProcessed(
                                ProcessedCount.newBuilder()
                                        .setStatus(Status.STATUS_EXPIRED)
                                        .setCount(2))
                        .setPreemptions(4)
                        .setCache(
                                CacheStatus.newBuilder()
                                        .setHits(30)
                                        .setMisses(90)
                                        .setEntries(14)
                                        .setBytes(1_258_291))
                        .build();

        assertThat(StatusText.of(report))
                .isEqualTo(
                        """
                        shapes (revision 4dc2919e3161, configuration 3)
                          health       not ok
                                       no worker has reported yet
                          paused       nothing is released until './omniflow resume'
                          waiting      0 high, 5 normal (oldest for 1.2 s), 12 low (oldest for 3 min 20 s)
                          by tenant    10 acme, 7 (no tenant)
                          worker 0     holds 3 of 5
                                       a#0  step 3/30
                                       b#0  paused at step 12/30
                                       c#0  not begun
                          worker 1     loads its model
                          ended        120 completed, 2 expired
                          preemptions  4
                          cache        30 hits, 90 misses, hit rate 25 %, 14 entries, 1.2 MiB\
                        """);
    }

    @Test
    void anIdleStage() {
        StatusReport report =
                StatusReport.newBuilder()
                        .setStage("shapes")
                        .setHealthy(true)
                        .addQueues(queue(Priority.PRIORITY_HIGH, 0, 0))
                        .build();

        assertThat(StatusText.of(report))
                .isEqualTo(
                        """
                        shapes (revision , configuration 0)
                          health   ok
                          waiting  none\
                        """);
    }

    @Test
    void aConfigurationWithItsChanges() {
        ControlReply reply =
                answer().setConfig(
                                ConfigReport.newBuilder()
                                        .setVersion(2)
                                        .putValues("scheduler.type", "composed")
                                        .putValues("scheduler.strict", "false")
                                        .addChanged("scheduler.type"))
                        .build();

        assertThat(ConfigText.of(reply))
                .isEqualTo(
                        """
                        shapes, version 2
                          scheduler.strict  false
                          scheduler.type    composed  changed\
                        """);
        assertThat(ConfigText.changes(reply))
                .isEqualTo(
                        """
                        shapes, version 2
                          scheduler.type  composed  changed\
                        """);
    }

    @Test
    void aRefusalHasReasonAndCode() {
        ControlReply reply =
                ControlReply.newBuilder()
                        .setStage("shapes")
                        .setError(
                                Error.newBuilder()
                                        .setCode("INVALID_CONFIG")
                                        .setMessage("scheduler.type must be one of a, b"))
                        .build();

        assertThat(ReplyText.refusal(reply))
                .isEqualTo("shapes: refused: scheduler.type must be one of a, b (INVALID_CONFIG)");
    }

    @Test
    void cancellationsAreAddedUpOverStages() {
        assertThat(CancelText.of("r", List.of(cancelled(2, 0), cancelled(0, 1))))
                .isEqualTo(
                        "r: 2 images cancelled while waiting, 1 image on a worker, cancelled within"
                                + " a step");
        assertThat(CancelText.of("r", List.of(cancelled(0, 0)))).contains("nothing to cancel");
    }

    private static ControlReply cancelled(int waiting, int running) {
        return answer().setCancel(
                        CancelReport.newBuilder()
                                .setCancelled(waiting)
                                .setForwarded(running)
                                .setRemembered(waiting + running == 0))
                .build();
    }

    private static ControlReply.Builder answer() {
        return ControlReply.newBuilder().setStage("shapes").setOk(true);
    }

    private static QueueStatus.Builder queue(Priority priority, int waiting, long oldestMs) {
        return QueueStatus.newBuilder()
                .setPriority(priority)
                .setWaiting(waiting)
                .setOldestWaitMs(oldestMs);
    }

    private static RunningTask.Builder task(String id, int step, RunState state) {
        return RunningTask.newBuilder().setRequestId(id).setStep(step).setSteps(30).setState(state);
    }
}
