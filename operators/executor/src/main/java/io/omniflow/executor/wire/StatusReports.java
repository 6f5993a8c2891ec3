package io.omniflow.executor.wire;

import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.RunningTask;
import io.omniflow.core.scheduling.SchedulerStatus;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.WorkerStatus;

/** Describes the state of a stage. */
final class StatusReports {

    private StatusReports() {}

    /** Describes what its scheduler knows; a stage without a worker is not healthy. */
    static StatusReport of(ModelSpec model, SchedulerStatus status) {
        StatusReport.Builder report =
                StatusReport.newBuilder()
                        .setStage(model.name())
                        .setModel(model.name())
                        .setModelRevision(model.revision())
                        .setHealthy(!status.workers().isEmpty());
        if (status.workers().isEmpty()) {
            report.addReasons("no worker has reported yet");
        }
        for (Priority priority : Priority.values()) {
            report.addQueues(
                    QueueStatus.newBuilder()
                            .setPriority(Messages.priority(priority))
                            .setWaiting(
                                    status.queues()
                                            .getOrDefault(priority, new SchedulerStatus.Queue(0, 0))
                                            .size()));
        }
        status.workers().forEach(worker -> report.addWorkers(worker(worker)));
        return report.build();
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
                .build();
    }
}
