package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.QueueStatus;
import io.omniflow.v1.StatusReport;
import java.util.List;
import java.util.stream.IntStream;

/** What the scripts of {@link SchedulingScriptITCase} have in common. */
final class ScriptSteps {

    private final ScriptedJob job;
    private final int slots;

    ScriptSteps(ScriptedJob job, int slots) {
        this.job = job;
        this.slots = slots;
    }

    /** Fills every slot with work of class low that does not end unless it is hurried. */
    List<GenerationRequest> block(String name) {
        List<GenerationRequest> blockers =
                IntStream.range(0, slots)
                        .mapToObj(
                                i ->
                                        TestingRequests.low(
                                                name + "-blocks-" + i, ScriptedJob.MANY_STEPS))
                        .toList();
        job.send(blockers.toArray(GenerationRequest[]::new));
        blockers.forEach(blocker -> job.awaitStarted(blocker.getId()));
        return blockers;
    }

    /** Sends requests, each once the one before it waits. */
    void queue(GenerationRequest... requests) {
        for (GenerationRequest request : requests) {
            job.send(request);
            job.awaitQueued(request.getId());
        }
    }

    /** Lets all work end and checks that each of these was answered once and rightly. */
    void assertAllRight(List<GenerationRequest> requests) {
        job.finishAll();
        for (GenerationRequest request : requests) {
            TestingRequests.assertRight(request, only(request.getId()));
        }
    }

    /** Returns the one result of a request. */
    GenerationResult only(String id) {
        assertThat(job.journal().results(id)).as("results of %s", id).hasSize(1);
        return job.journal().results(id).get(0);
    }

    boolean hasStarted(String id) {
        return job.journal().events(id).stream().anyMatch(GenerationEvent::hasStarted);
    }

    static long waiting(StatusReport status) {
        return status.getQueuesList().stream().mapToLong(QueueStatus::getWaiting).sum();
    }
}
