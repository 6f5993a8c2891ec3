package io.omniflow.executor.wire;

import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import io.omniflow.v1.CacheStatus;
import io.omniflow.v1.ProcessedCount;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.RunState;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.TenantStatus;
import io.omniflow.v1.WorkerStatus;
import java.util.Map;

/** Describes the state of a stage. */
public final class StatusReports {

    private static final SchedulerStatus.Queue EMPTY = new SchedulerStatus.Queue(0, 0);

    private StatusReports() {}

    /** Describes a stage at this moment. */
    public static StatusReport of(StageView view, long nowMs) {
        SchedulerStatus status = view.status();
        StageHealth health = new StageHealth(view, nowMs);
        StatusReport.Builder report =
                StatusReport.newBuilder()
                        .setStage(view.stage().name())
                        .setModel(view.stage().model().name())
                        .setModelRevision(view.stage().model().revision())
                        .setPaused(status.paused())
                        .setAsleep(view.asleep())
                        .setPreemptions(status.totals().preemptions())
                        .setConfigVersion(view.configVersion())
                        .setHealthy(health.isHealthy())
                        .addAllReasons(health.reasons());
        addQueues(report, status, nowMs);
        status.workers().forEach(worker -> report.addWorkers(worker(worker)));
        for (TaskStatus how : TaskStatus.values()) {
            report.addProcessed(
                    ProcessedCount.newBuilder()
                            .setStatus(Messages.status(how))
                            .setCount(view.ended(how)));
        }
        if (view.stage().cache().enabled()) {
            report.setCache(cache(status.totals()));
        }
        return report.build();
    }

    private static void addQueues(StatusReport.Builder report, SchedulerStatus status, long nowMs) {
        for (Priority priority : Priority.values()) {
            SchedulerStatus.Queue queue = status.queues().getOrDefault(priority, EMPTY);
            report.addQueues(
                    QueueStatus.newBuilder()
                            .setPriority(Messages.priority(priority))
                            .setWaiting(queue.size())
                            .setOldestWaitMs(
                                    queue.size() == 0
                                            ? 0
                                            : Math.max(0, nowMs - queue.oldestArrivedMs())));
        }
        status.tenants().entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(
                        tenant ->
                                report.addTenants(
                                        TenantStatus.newBuilder()
                                                .setTenant(tenant.getKey())
                                                .setWaiting(tenant.getValue())));
    }

    /** Every task that ended at a worker was looked up on its way there. */
    private static CacheStatus cache(WorkerTotals totals) {
        long ended = totals.ended().values().stream().mapToLong(Long::longValue).sum();
        return CacheStatus.newBuilder()
                .setHits(totals.cacheHits())
                .setMisses(Math.max(0, ended - totals.cacheHits()))
                .build();
    }

    private static WorkerStatus worker(SlotReport worker) {
        WorkerStatus.Builder status =
                WorkerStatus.newBuilder()
                        .setWorker(worker.worker())
                        .setCapacity(worker.counts().capacity());
        worker.running().forEach(task -> status.addRunning(running(task)));
        return status.build();
    }

    private static io.omniflow.v1.RunningTask running(RunningTask task) {
        return io.omniflow.v1.RunningTask.newBuilder()
                .setRequestId(task.id().requestId())
                .setIndex(task.id().index())
                .setStep(task.step())
                .setSteps(task.steps())
                .setState(
                        switch (task.state()) {
                            case WAITING -> RunState.RUN_STATE_WAITING;
                            case RUNNING -> RunState.RUN_STATE_RUNNING;
                            case PAUSED -> RunState.RUN_STATE_PAUSED;
                        })
                .build();
    }
}
