package io.omniflow.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.v1.ConfigReport;
import io.omniflow.v1.ControlReply;
import io.omniflow.v1.GenerationEvent;
import io.omniflow.v1.GenerationRequest;
import io.omniflow.v1.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Changes the configuration of a running job. */
final class ConfigScript {

    private static final int OF_EACH_CLASS = 12;

    private final ScriptedJob job;
    private final ScriptSteps steps;

    ConfigScript(ScriptedJob job, ScriptSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    void changesAreTakenAsAWholeOrRefused() {
        ConfigReport first = job.configuration();
        ConfigReport second =
                job.configure(
                        Map.of("scheduler.type", "fair", "scheduler.priority-weights.high", "7.5"));
        assertThat(second.getVersion()).isEqualTo(first.getVersion() + 1);
        assertThat(second.getValuesMap())
                .containsEntry("scheduler.type", "fair")
                .containsEntry("scheduler.priority-weights.high", "7.5");
        assertThat(second.getChangedList())
                .contains("scheduler.type", "scheduler.priority-weights.high");

        assertRefused(second, null, "scheduler.type", "whimsical");
        assertRefused(second, null, "scheduler.max-pauses", "-1");
        assertRefused(second, null, "scheduler.no-such-option", "1");
        assertRefused(second, first.getVersion(), "scheduler.max-pauses", "2");
        assertThat(job.configuration()).isEqualTo(second);
        assertThat(job.status().getConfigVersion()).isEqualTo(second.getVersion());

        ConfigReport third = job.configure(Map.of("scheduler.type", ""));
        assertThat(third.getValuesMap())
                .containsEntry("scheduler.type", first.getValuesOrThrow("scheduler.type"))
                .containsEntry("scheduler.priority-weights.high", "7.5");
        assertThat(third.getChangedList()).doesNotContain("scheduler.type");
    }

    /** A good value beside a bad one is not taken either. */
    private void assertRefused(ConfigReport now, Long expected, String key, String value) {
        ControlReply reply =
                job.ask(
                        command -> {
                            var update =
                                    command.getUpdateConfigBuilder()
                                            .putValues("scheduler.aging", "5 min")
                                            .putValues(key, value);
                            if (expected != null) {
                                update.setExpectedVersion(expected);
                            }
                        });
        assertThat(reply.getOk()).as("%s = %s", key, value).isFalse();
        assertThat(reply.getError().getCode()).isEqualTo("INVALID_CONFIG");
        if (expected == null) {
            assertThat(reply.getError().getMessage()).contains(key);
        }
        assertThat(job.configuration()).isEqualTo(now);
    }

    /** Under contention classes start in proportion to their weights, here 4 : 2 : 1. */
    void classesShareByWeight() {
        job.configure(Map.of("scheduler.preemption", "false"));
        List<String> started = startedOf("share", this::interleaved);

        List<String> contended = started.subList(0, OF_EACH_CLASS * 7 / 6);
        assertThat(contended.stream().filter(id -> id.contains("high")).count()).isBetween(7L, 9L);
        assertThat(contended.stream().filter(id -> id.contains("low")).count()).isBetween(1L, 3L);
    }

    /** With the policy changed while they wait, the same requests start in their order. */
    void anotherPolicyOrdersWhatWaits() {
        job.configure(Map.of("scheduler.type", "fifo"));
        List<String> started = startedOf("turn", this::interleaved);

        List<String> arrived = interleaved("turn").stream().map(GenerationRequest::getId).toList();
        for (int i = 0; i < started.size(); i++) {
            assertThat(Math.abs(arrived.indexOf(started.get(i)) - i))
                    .as("%s started as number %d of %s", started.get(i), i, started)
                    .isLessThanOrEqualTo(2);
        }
    }

    /** Absolute classes: no low one while a higher one waits. */
    void strictClassesAreAbsolute() {
        job.configure(Map.of("scheduler.strict", "true", "scheduler.preemption", "false"));
        List<String> started = startedOf("strict", this::interleaved);

        assertThat(started.subList(0, OF_EACH_CLASS)).allMatch(id -> id.contains("high"));
        assertThat(started.subList(OF_EACH_CLASS, 2 * OF_EACH_CLASS))
                .allMatch(id -> id.contains("normal"));
    }

    /** Has requests wait behind a pause and returns them in the order of their starts. */
    private List<String> startedOf(
            String name, Function<String, List<GenerationRequest>> requests) {
        job.order(command -> command.getPauseBuilder().setStage(TestingJob.MODEL));
        List<GenerationRequest> all = requests.apply(name);
        job.send(all.toArray(GenerationRequest[]::new));
        all.forEach(request -> job.awaitQueued(request.getId()));
        assertThat(ScriptSteps.waiting(job.status())).isEqualTo(all.size());
        job.order(command -> command.getResumeBuilder().setStage(TestingJob.MODEL));
        job.await("all results", () -> job.unanswered().isEmpty());
        steps.assertAllRight(all);
        return job.journal().events(GenerationEvent::hasStarted).stream()
                .map(GenerationEvent::getRequestId)
                .filter(id -> id.startsWith(name + "-"))
                .toList();
    }

    private List<GenerationRequest> interleaved(String name) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < OF_EACH_CLASS; i++) {
            requests.add(TestingRequests.low(name + "-low" + i, 1));
            requests.add(TestingRequests.normal(name + "-normal" + i, 1));
            requests.add(
                    TestingRequests.one(name + "-high" + i, Priority.PRIORITY_HIGH, 1).build());
        }
        return requests;
    }
}
