package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import java.util.List;
import java.util.Map;

/** Work that finds no room, or no time. */
final class LimitsScript {

    private static final long SOON_MS = 1_500;

    private final ScriptedJob job;
    private final ScriptSteps steps;

    LimitsScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    void classesAndTenantsHaveLimits() {
        job.configure(
                Map.of(
                        "scheduler.max-queue-size-low", "2",
                        "scheduler.max-queue-size-per-tenant", "3",
                        "scheduler.max-queue-size", "6"));
        steps.block("limit");
        steps.queue(of("low0", Priority.PRIORITY_LOW, "a"), of("low1", Priority.PRIORITY_LOW, "b"));
        assertFull(of("low2", Priority.PRIORITY_LOW, "c"));
        steps.queue(
                of("normal0", Priority.PRIORITY_NORMAL, "a"),
                of("normal1", Priority.PRIORITY_NORMAL, "a"));
        assertFull(of("normal2", Priority.PRIORITY_NORMAL, "a"));
        steps.queue(
                of("normal3", Priority.PRIORITY_NORMAL, "b"),
                of("normal4", Priority.PRIORITY_NORMAL, "c"));
        assertFull(of("normal5", Priority.PRIORITY_NORMAL, "c"));

        assertThat(ScriptSteps.waiting(job.status())).isEqualTo(6);
        steps.assertAllRight(List.of(of("normal4", Priority.PRIORITY_NORMAL, "c")));
    }

    /** What waits past its deadline never reaches the device; what runs past it leaves it. */
    void deadlinesPass() {
        List<GenerationRequest> blockers = steps.block("late");
        job.send(due("late-waits"));
        TestingRequests.assertEnded(
                job.awaitResult("late-waits"), Status.STATUS_EXPIRED, "DEADLINE_EXCEEDED");
        assertThat(steps.hasStarted("late-waits")).isFalse();

        job.cancel(blockers.get(0).getId());
        job.awaitResult(blockers.get(0).getId());
        GenerationRequest runs = due("late-runs");
        job.send(runs);
        TestingRequests.assertEnded(
                job.awaitResult("late-runs"), Status.STATUS_EXPIRED, "DEADLINE_EXCEEDED");
        steps.assertAllRight(blockers.subList(1, 2));
    }

    void requestsTimeOut() {
        job.configure(Map.of("scheduler.request-timeout", SOON_MS + " ms"));
        steps.block("timeout");
        job.send(TestingRequests.normal("timeout", 4));

        TestingRequests.assertEnded(
                job.awaitResult("timeout"), Status.STATUS_EXPIRED, "REQUEST_TIMEOUT");
        assertThat(steps.hasStarted("timeout")).isFalse();
    }

    private void assertFull(GenerationRequest request) {
        job.send(request);
        TestingRequests.assertEnded(
                job.awaitResult(request.getId()), Status.STATUS_REJECTED, "QUEUE_FULL");
    }

    private static GenerationRequest of(String name, Priority priority, String tenant) {
        return TestingRequests.one("limit-" + name, priority, 4).setTenant(tenant).build();
    }

    private static GenerationRequest due(String id) {
        return TestingRequests.one(id, Priority.PRIORITY_NORMAL, ScriptedJob.MANY_STEPS)
                .setDeadlineMs(System.currentTimeMillis() + SOON_MS)
                .build();
    }
}
