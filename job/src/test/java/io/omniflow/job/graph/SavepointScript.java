package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Stops a job with a savepoint, with and without success. */
final class SavepointScript {

    private static final int FLOWING = 60;
    private static final int ATTEMPTS = 2;
    private static final String REASON = FullDisk.REASON;

    private final ScriptedJob job;
    private final ScriptSteps steps;

    SavepointScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    /** Configuration, pause, queue, followers and remembered cancellations survive. */
    void everythingSurvivesARestart() {
        job.configure(Map.of("scheduler.max-pauses", "9", "scheduler.strict", "true"));
        GenerationRequest[] running = SharingScript.twins("kept-running", 2);
        GenerationRequest[] waiting = SharingScript.twins("kept-waiting", 3);
        GenerationRequest other = TestingRequests.low("kept-other", ScriptedJob.MANY_STEPS);
        job.send(running[0], other);
        job.awaitStep("kept-running0", 3);
        job.awaitStep("kept-other", 3);
        steps.queue(running[1], waiting[0], waiting[1], waiting[2]);
        job.cancel("kept-early");
        job.order(command -> command.getPauseBuilder().setStage(TestingJob.MODEL));
        ConfigReport before = job.configuration();
        job.restart();

        assertThat(job.configuration()).isEqualTo(before);
        assertThat(job.status().getPaused()).as("paused").isTrue();
        job.send(TestingRequests.low("kept-early", 4));
        TestingRequests.assertEnded(
                job.awaitResult("kept-early"), Status.STATUS_CANCELLED, "CANCELLED");
        job.order(command -> command.getResumeBuilder().setStage(TestingJob.MODEL));
        List<GenerationRequest> all = new ArrayList<>(Arrays.asList(running));
        all.addAll(Arrays.asList(waiting));
        all.add(other);
        steps.assertAllRight(all);
        new SharingScript(job, steps).assertShared(running);
        new SharingScript(job, steps).assertShared(waiting);
        assertThat(steps.only("kept-other").getOutputs(0).getResumedFromStep()).isPositive();
    }

    /** Where no directory can be made the job goes on as if nothing had been asked. */
    void aSavepointThatCannotBeginChangesNothing() {
        long restores = job.job().restores();
        GenerationRequest[] flowing = flow("undisturbed");
        assertThat(job.job().stopInto("file:///dev/null/savepoint")).contains("/dev/null");

        assertThat(job.unanswered()).as("it was to stop in the middle").isNotEmpty();
        steps.assertAllRight(Arrays.asList(flowing));
        assertThat(job.job().restores()).isEqualTo(restores);
    }

    /**
     * Once its tasks have taken part, Flink restarts the job from its last checkpoint. What was
     * held for the savepoint is not said twice.
     */
    void aSavepointThatIsAbortedLosesAndDoublesNothing() {
        GenerationRequest[] flowing = flow("flowing");
        for (int i = 1; i <= ATTEMPTS; i++) {
            int more = i * FLOWING / (2 * ATTEMPTS);
            job.await("more results", () -> finished("flowing") >= more);
            // An attempt while the tasks are being restarted is refused for another reason.
            job.await("an abort", () -> job.job().stopInto(FullDisk.DIRECTORY).contains(REASON));
        }
        assertThat(job.unanswered()).as("it was to stop in the middle").isNotEmpty();

        steps.assertAllRight(Arrays.asList(flowing));
    }

    private GenerationRequest[] flow(String name) {
        GenerationRequest[] flowing =
                IntStream.range(0, FLOWING)
                        .mapToObj(i -> TestingRequests.normal(name + i, 3))
                        .toArray(GenerationRequest[]::new);
        job.send(flowing);
        job.await("some results", () -> finished(name) >= ATTEMPTS);
        return flowing;
    }

    private long finished(String name) {
        return job.journal().events(GenerationEvent::hasFinished).stream()
                .map(GenerationEvent::getRequestId)
                .filter(id -> id.startsWith(name))
                .distinct()
                .count();
    }
}
