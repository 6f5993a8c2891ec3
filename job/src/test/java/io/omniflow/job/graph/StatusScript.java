package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.ProcessedCount;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.RunState;
import io.omniflow.v1.RunningTask;
import io.omniflow.v1.Status;
import io.omniflow.v1.StatusReport;
import io.omniflow.v1.TenantStatus;
import java.util.List;

/** What a stage tells of itself, and what a pause does. */
final class StatusScript {

    private final ScriptedJob job;
    private final ScriptSteps steps;

    StatusScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    void tellsWhatRunsAndWhatWaits() {
        long completed = completed(job.status());
        List<GenerationRequest> blockers = steps.block("status");
        GenerationRequest one = of("one", Priority.PRIORITY_NORMAL, "a");
        steps.queue(
                one,
                of("two", Priority.PRIORITY_NORMAL, "a"),
                of("three", Priority.PRIORITY_LOW, "b"));
        awaitBothRunning(blockers);

        StatusReport status = job.status();
        assertThat(status.getHealthy()).as("%s", status.getReasonsList()).isTrue();
        assertThat(status.getQueuesList())
                .extracting(QueueStatus::getPriority, QueueStatus::getWaiting)
                .containsExactlyInAnyOrder(
                        tuple(Priority.PRIORITY_HIGH, 0L),
                        tuple(Priority.PRIORITY_NORMAL, 2L),
                        tuple(Priority.PRIORITY_LOW, 1L));
        assertThat(status.getTenantsList())
                .extracting(TenantStatus::getTenant, TenantStatus::getWaiting)
                .containsExactlyInAnyOrder(tuple("a", 2L), tuple("b", 1L));
        assertThat(status.getWorkersList()).hasSize(1);
        assertThat(status.getWorkers(0).getCapacity()).isEqualTo(blockers.size());
        assertThat(status.getPaused()).isFalse();

        steps.assertAllRight(List.of(one));
        awaitIdle();
        assertThat(completed(job.status())).isEqualTo(completed + blockers.size() + 3);
    }

    /** While releases are paused work waits though slots are free. */
    void pausesAndResumes() {
        job.order(command -> command.getPauseBuilder().setStage(TestingJob.MODEL));
        steps.queue(TestingRequests.high("pause", 4));

        StatusReport paused = job.status();
        assertThat(paused.getPaused()).isTrue();
        assertThat(ScriptSteps.waiting(paused)).isEqualTo(1);
        assertThat(paused.getWorkers(0).getRunningList()).isEmpty();
        job.order(command -> command.getResumeBuilder().setStage(TestingJob.MODEL));
        TestingRequests.assertRight(TestingRequests.high("pause", 4), job.awaitResult("pause"));
        assertThat(job.status().getPaused()).isFalse();
    }

    /** While the model sleeps what runs is unloaded and waits, and so does what comes. */
    void sleepsAndWakes() {
        GenerationRequest runs = TestingRequests.high("runs-asleep", 40);
        GenerationRequest comes = TestingRequests.high("comes-asleep", 4);
        job.send(runs);
        job.await("it to run", () -> running(job.status()).equals(List.of(runs.getId())));
        job.order(command -> command.getSleepBuilder().setStage(TestingJob.MODEL));
        assertThat(job.status().getAsleep()).isTrue();
        job.await("it to wait", () -> running(job.status()).isEmpty());
        steps.queue(comes);

        job.order(command -> command.getWakeBuilder().setStage(TestingJob.MODEL));
        TestingRequests.assertRight(comes, job.awaitResult(comes.getId()));
        TestingRequests.assertRight(runs, job.awaitResult(runs.getId()));
        assertThat(job.status().getAsleep()).isFalse();
    }

    private void awaitBothRunning(List<GenerationRequest> blockers) {
        List<String> ids = blockers.stream().map(GenerationRequest::getId).toList();
        job.await("the status to tell what runs", () -> running(job.status()).equals(ids));
    }

    private void awaitIdle() {
        job.await("the status to be idle", () -> running(job.status()).isEmpty());
    }

    private static List<String> running(StatusReport status) {
        return status.getWorkersList().stream()
                .flatMap(worker -> worker.getRunningList().stream())
                .filter(task -> task.getState() == RunState.RUN_STATE_RUNNING)
                .map(RunningTask::getRequestId)
                .sorted()
                .toList();
    }

    private static long completed(StatusReport status) {
        return status.getProcessedList().stream()
                .filter(count -> count.getStatus() == Status.STATUS_COMPLETED)
                .mapToLong(ProcessedCount::getCount)
                .sum();
    }

    private static GenerationRequest of(String name, Priority priority, String tenant) {
        return TestingRequests.one("status-" + name, priority, 4).setTenant(tenant).build();
    }
}
