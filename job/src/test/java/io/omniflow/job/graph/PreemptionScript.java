package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import java.util.List;
import java.util.Map;

/** An urgent request meets a worker whose slots are all busy. */
final class PreemptionScript {

    private final ScriptedJob job;
    private final ScriptSteps steps;

    PreemptionScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    void run() {
        long before = job.status().getPreemptions();
        List<GenerationRequest> low = steps.block("urgent");
        GenerationRequest urgent = TestingRequests.high("urgent", 4);
        job.send(urgent);

        TestingRequests.assertRight(urgent, job.awaitResult("urgent"));
        assertThat(low)
                .as("what ran when the urgent one came still runs")
                .allMatch(request -> job.journal().results(request.getId()).isEmpty());
        List<GenerationEvent> paused = awaitOneResumed();
        assertThat(job.status().getPreemptions()).isEqualTo(before + 1);
        assertGoesOnWhereItWas(paused.get(0));
        steps.assertAllRight(low);
    }

    /** Turned off, urgent work waits for a slot like any other. */
    void runWithoutPreemption() {
        job.configure(Map.of("scheduler.preemption", "false"));
        GenerationRequest urgent = TestingRequests.high("polite", 4);
        List<GenerationRequest> low = steps.block("polite");
        steps.queue(urgent);

        assertThat(ScriptSteps.waiting(job.status())).isEqualTo(1);
        assertThat(steps.hasStarted(urgent.getId())).isFalse();
        steps.assertAllRight(low);
        TestingRequests.assertRight(urgent, steps.only(urgent.getId()));
    }

    private List<GenerationEvent> awaitOneResumed() {
        job.await(
                "the paused one to go on",
                () -> !job.journal().events(GenerationEvent::hasResumed).isEmpty());
        List<GenerationEvent> paused = job.journal().events(GenerationEvent::hasPaused);
        assertThat(paused).hasSize(1);
        return paused;
    }

    private void assertGoesOnWhereItWas(GenerationEvent paused) {
        List<GenerationEvent> life = job.journal().events(paused.getRequestId());
        GenerationEvent next =
                life.stream()
                        .filter(event -> event.getSequence() > paused.getSequence())
                        .findFirst()
                        .orElseThrow();
        assertThat(next.hasResumed()).as("%s", next).isTrue();
        assertThat(next.getResumed().getStep()).isEqualTo(paused.getPaused().getStep());
    }
}
