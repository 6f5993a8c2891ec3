package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.CacheReport;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.GenerationResult;
import io.omniflow.v1.Output;
import io.omniflow.v1.Priority;
import io.omniflow.v1.Status;
import java.util.Arrays;
import java.util.List;

/** Equal requests in flight have one generation. */
final class SharingScript {

    private final ScriptedJob job;
    private final ScriptSteps steps;

    SharingScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    /** Three wait together, one joins them on their worker. */
    void oneGenerationServesAll() {
        GenerationRequest[] twins = twins("twin", 4);
        List<GenerationRequest> blockers = steps.block("twin");
        steps.queue(twins[0], twins[1], twins[2]);
        assertThat(follows("twin0")).isEmpty();
        assertThat(follows("twin1")).isEqualTo("twin0");
        assertThat(follows("twin2")).isEqualTo("twin0");
        job.cancel(blockers.get(0).getId());
        job.awaitStarted("twin0");
        job.send(twins[3]);
        assertThat(follows("twin3")).isEqualTo("twin0");

        steps.assertAllRight(Arrays.asList(twins));
        assertShared(twins);
    }

    /** One of them leads, the others are shared, and only one was begun. */
    void assertShared(GenerationRequest... twins) {
        assertThat(job.begun(twins[0].getPrompt())).as("generations begun").isEqualTo(1);
        List<Output> outputs =
                Arrays.stream(twins).map(twin -> steps.only(twin.getId()).getOutputs(0)).toList();
        assertThat(outputs)
                .filteredOn(o -> o.getCache().getKind() == CacheReport.Kind.KIND_SHARED)
                .hasSize(twins.length - 1)
                .allSatisfy(
                        shared ->
                                assertThat(shared.getCache().getSourceFingerprint())
                                        .isEqualTo(shared.getFingerprint()));
    }

    /** A leader that is cancelled while it waits leaves its place to a follower. */
    void aFollowerTakesTheWaitingLeadersPlace() {
        GenerationRequest[] twins = twins("heir", 2);
        List<GenerationRequest> blockers = steps.block("heir");
        steps.queue(twins);
        job.cancel("heir0");

        assertCancelled(job.awaitResult("heir0"));
        steps.assertAllRight(List.of(twins[1], blockers.get(0), blockers.get(1)));
        assertThat(job.begun(twins[1].getPrompt())).isEqualTo(1);
        assertCancelled(steps.only("heir0"));
    }

    /** A leader that is cancelled on its worker leaves its generation to a follower. */
    void aFollowerTakesTheRunningLeadersGeneration() {
        GenerationRequest[] twins = twins("steward", 2);
        job.send(twins[0]);
        job.awaitStarted("steward0");
        job.send(twins[1]);
        assertThat(follows("steward1")).isEqualTo("steward0");
        job.awaitStep("steward0", 3);
        job.cancel("steward0");

        assertCancelled(job.awaitResult("steward0"));
        steps.assertAllRight(List.of(twins[1]));
        assertThat(job.begun(twins[1].getPrompt())).isEqualTo(1);
        assertCancelled(steps.only("steward0"));
    }

    private String follows(String id) {
        job.awaitQueued(id);
        return job.awaitEvent(id, event -> event.hasQueued()).getQueued().getFollows();
    }

    static GenerationRequest[] twins(String name, int count) {
        GenerationRequest[] twins = new GenerationRequest[count];
        for (int i = 0; i < count; i++) {
            twins[i] =
                    TestingRequests.one(name + i, Priority.PRIORITY_NORMAL, ScriptedJob.MANY_STEPS)
                            .setPrompt("a twin called " + name)
                            .build();
        }
        return twins;
    }

    private static void assertCancelled(GenerationResult result) {
        TestingRequests.assertEnded(result, Status.STATUS_CANCELLED, "CANCELLED");
    }
}
