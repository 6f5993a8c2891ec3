package io.omniflow.executor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.cache.DitCacheConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.QueueLimits;
import io.omniflow.core.scheduling.RunState;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.executor.testing.TestRecords;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.TenantStatus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusReportsTest {

    private static final long NOW_MS = 10_000_000;

    @Test
    void tellsOfQueuesTenantsAndTotals() {
        WorkerTotals totals =
                new WorkerTotals(Map.of(TaskStatus.COMPLETED, 40L, TaskStatus.FAILED, 2L), 12, 7);
        SchedulerStatus status =
                new SchedulerStatus(
                        Map.of(Priority.HIGH, new SchedulerStatus.Queue(5, NOW_MS - 1_500)),
                        Map.of("b", 2, "a", 2, "c", 9),
                        totals,
                        false,
                        2,
                        List.of(worker(0, 3, 1)));
        StatusReport report = report(1, true, limits(100), status, Map.of(TaskStatus.REJECTED, 3L));

        assertThat(report.getStage()).isEqualTo("shapes");
        assertThat(report.getModelRevision()).isEqualTo("rev-1");
        assertThat(report.getQueuesList())
                .extracting(QueueStatus::getWaiting)
                .containsExactly(5L, 0L, 0L);
        assertThat(report.getQueuesList())
                .extracting(QueueStatus::getOldestWaitMs)
                .containsExactly(1_500L, 0L, 0L);
        assertThat(report.getTenantsList())
                .extracting(TenantStatus::getTenant)
                .containsExactly("c", "a", "b");
        assertThat(report.getProcessedList())
                .extracting(count -> count.getStatus().name() + " " + count.getCount())
                .containsExactlyInAnyOrder(
                        "STATUS_COMPLETED 40",
                        "STATUS_FAILED 2",
                        "STATUS_REJECTED 3",
                        "STATUS_EXPIRED 0",
                        "STATUS_CANCELLED 0");
        assertThat(report.getCache().getHits()).isEqualTo(12);
        assertThat(report.getCache().getMisses()).isEqualTo(30);
        assertThat(report.getCache().hasEntries()).isFalse();
        assertThat(report.getPreemptions()).isEqualTo(7);
        assertThat(report.getConfigVersion()).isEqualTo(4);
        assertThat(report.getPaused()).isFalse();
        assertThat(report.getHealthy()).isTrue();
        assertThat(report.getReasonsList()).isEmpty();
    }

    @Test
    void tellsWhatWorkersHold() {
        StatusReport report = report(1, true, limits(100), idle(worker(2, 3, 1)), Map.of());

        assertThat(report.getWorkers(0).getWorker()).isEqualTo(2);
        assertThat(report.getWorkers(0).getCapacity()).isEqualTo(3);
        io.omniflow.v1.RunningTask running = report.getWorkers(0).getRunning(0);
        assertThat(running.getRequestId()).isEqualTo("r0");
        assertThat(running.getStep()).isEqualTo(4);
        assertThat(running.getSteps()).isEqualTo(20);
        assertThat(running.getState()).isEqualTo(io.omniflow.v1.RunState.RUN_STATE_PAUSED);
    }

    @Test
    void isUnhealthyWithoutItsWorkersAndTheirModel() {
        assertUnhealthy(report(2, true, limits(9), idle(), Map.of()), "no worker has reported");
        assertUnhealthy(
                report(2, true, limits(9), idle(worker(0, 3, 0)), Map.of()),
                "1 of 2 workers have reported");
        assertUnhealthy(
                report(1, true, limits(9), idle(worker(0, 0, 0)), Map.of()),
                "worker 0 has not loaded its model");
    }

    @Test
    void remarksOnWhatAPersonShouldKnow() {
        assertRemark(report(1, false, limits(9), idle(worker(0, 3, 0)), Map.of()), "cache is off");
        assertRemark(
                report(1, true, limits(9), idle(worker(0, 3, 8)), Map.of()),
                "worker 0 holds 8 images");
        assertRemark(report(1, true, limits(10), waiting(10, 1, false), Map.of()), "is full");
        assertRemark(
                report(1, true, limits(100), waiting(95, 1, false), Map.of()),
                "nearly its limit of 100");
        assertRemark(
                report(
                        1,
                        true,
                        new QueueLimits(100, 100, 5, 100, 100),
                        waiting(5, 1, false),
                        Map.of()),
                "class normal is full");
        assertRemark(report(1, true, limits(100), waiting(1, 1, true), Map.of()), "paused");
        assertRemark(
                report(1, true, limits(100), waiting(1, 1_900_000, false), Map.of()),
                "request timeout");
        assertThat(report(1, true, limits(100), waiting(90, 1, false), Map.of()).getReasonsList())
                .isEmpty();
    }

    @Test
    void tellsThatTheCacheIsOffAndHowItBecameSo() {
        DitCacheConfig on = new DitCacheConfig(true, 1 << 20, 10, 1_000);
        DitCacheConfig off = new DitCacheConfig(false, 1 << 20, 10, 1_000);
        SchedulerStatus status = idle(worker(0, 3, 0));

        StatusReport without = report(stage(1, off), off, status);
        assertRemark(without, "cache.topic or cache.enabled set to false");
        assertThat(without.hasCache()).isFalse();
        assertRemark(report(stage(1, on), off, status), "off by a command");
        assertThat(report(stage(1, on), on, status).getReasonsList()).isEmpty();
    }

    private static void assertUnhealthy(StatusReport report, String reason) {
        assertThat(report.getHealthy()).isFalse();
        assertThat(report.getReasonsList()).singleElement().asString().contains(reason);
    }

    private static void assertRemark(StatusReport report, String reason) {
        assertThat(report.getHealthy()).isTrue();
        assertThat(report.getReasonsList()).singleElement().asString().contains(reason);
    }

    private static StatusReport report(
            int workers,
            boolean cached,
            QueueLimits limits,
            SchedulerStatus status,
            Map<TaskStatus, Long> ended) {
        SchedulerConfig config = SchedulerConfig.DEFAULT.withLimits(limits);
        DitCacheConfig cache = new DitCacheConfig(cached, 1 << 20, 10, 1_000);
        StageConfig stage = stage(workers, cache);
        return StatusReports.of(
                new StageView(stage, config, cache, 4, status, false, ended), NOW_MS);
    }

    private static StatusReport report(
            StageConfig stage, DitCacheConfig cache, SchedulerStatus status) {
        return StatusReports.of(
                new StageView(stage, SchedulerConfig.DEFAULT, cache, 4, status, false, Map.of()),
                NOW_MS);
    }

    private static StageConfig stage(int workers, DitCacheConfig cache) {
        return new StageConfig(TestRecords.MODEL, workers, 1, 2, 1, SchedulerConfig.DEFAULT, cache);
    }

    private static QueueLimits limits(int total) {
        return QueueLimits.of(total);
    }

    private static SchedulerStatus idle(SlotReport... workers) {
        return new SchedulerStatus(
                Map.of(), Map.of(), WorkerTotals.NONE, false, 0, List.of(workers));
    }

    private static SchedulerStatus waiting(int size, long oldestMs, boolean paused) {
        return new SchedulerStatus(
                Map.of(Priority.NORMAL, new SchedulerStatus.Queue(size, NOW_MS - oldestMs)),
                Map.of(),
                WorkerTotals.NONE,
                paused,
                0,
                List.of(worker(0, 3, 0)));
    }

    private static SlotReport worker(int index, int capacity, int running) {
        RunningTask task =
                new RunningTask(
                        new TaskId("r0", 0),
                        List.of(),
                        "f",
                        "k",
                        new Shape(64, 64, true),
                        RunTerms.NOT_URGENT,
                        RunState.PAUSED,
                        4,
                        20);
        return new SlotReport(
                index,
                0,
                1,
                "jvm",
                new SlotCounts(2, capacity, 2, 0, 0, 0),
                Collections.nCopies(running, task),
                List.of(),
                WorkerTotals.NONE);
    }
}
