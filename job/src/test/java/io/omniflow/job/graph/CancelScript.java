package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.CancelReport;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import java.util.List;

/** Cancels requests in every state. */
final class CancelScript {

    private static final CancelReport REMEMBERED =
            CancelReport.newBuilder().setRemembered(true).build();

    private final ScriptedJob job;
    private final ScriptSteps steps;

    CancelScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    void run() {
        List<GenerationRequest> blockers = steps.block("cancel");
        cancelWaiting();
        cancelRunning(blockers.get(0).getId());
        cancelBeforeItsRequest();
        assertThat(job.cancel("never-sent")).isEqualTo(REMEMBERED);
        cancelFinished(blockers.get(1));
    }

    private void cancelWaiting() {
        GenerationRequest three =
                TestingRequests.one("cancel-waiting", Priority.PRIORITY_NORMAL, 4).setN(3).build();
        steps.queue(three);

        assertThat(job.cancel("cancel-waiting"))
                .isEqualTo(CancelReport.newBuilder().setCancelled(3).build());
        assertCancelled("cancel-waiting");
        assertThat(steps.hasStarted("cancel-waiting")).isFalse();
        assertThat(ScriptSteps.waiting(job.status())).isZero();
        assertThat(job.cancel("cancel-waiting")).as("a second time").isEqualTo(REMEMBERED);
    }

    /** Its slot goes to what waits for one. */
    private void cancelRunning(String running) {
        GenerationRequest next = TestingRequests.normal("cancel-next", 4);
        steps.queue(next);

        assertThat(job.cancel(running))
                .isEqualTo(CancelReport.newBuilder().setForwarded(1).build());
        assertCancelled(running);
        TestingRequests.assertRight(next, job.awaitResult("cancel-next"));
        assertThat(job.cancel(running)).as("a second time").isEqualTo(REMEMBERED);
    }

    private void cancelBeforeItsRequest() {
        assertThat(job.cancel("cancel-early")).isEqualTo(REMEMBERED);
        job.send(TestingRequests.normal("cancel-early", ScriptedJob.MANY_STEPS));

        assertCancelled("cancel-early");
        assertThat(steps.hasStarted("cancel-early")).isFalse();
    }

    private void cancelFinished(GenerationRequest request) {
        job.finishAll();
        assertThat(job.cancel(request.getId())).isEqualTo(REMEMBERED);
        TestingRequests.assertRight(request, steps.only(request.getId()));
    }

    private void assertCancelled(String id) {
        TestingRequests.assertEnded(job.awaitResult(id), Status.STATUS_CANCELLED, "CANCELLED");
    }
}
