package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static io.omniflow.executor.testing.Tasks.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.config.StageConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.result.TaskOutcome;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.v1.GenerationEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingLimitsTest {

    private SchedulingHarness harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aFullQueueRejectsTheWholeRequestAndForgetsItsId() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 2));
        GenerationTask first = task("b", 0, 2, Priority.NORMAL, 0);
        GenerationTask second = task("b", 1, 2, Priority.NORMAL, 0);
        harness.arrive(task("a", Priority.NORMAL), first, second);

        List<TaskOutcome> outcomes = harness.outcomes();
        assertThat(outcomes).extracting(outcome -> outcome.task().id().requestId()).contains("b");
        assertThat(outcomes).extracting(TaskOutcome::status).containsOnly(TaskStatus.REJECTED);
        assertThat(outcomes.get(0).error().code()).isEqualTo(ErrorCode.QUEUE_FULL);

        harness.slots(10, 0);
        harness.arrive(first, second);
        assertThat(harness.released()).containsExactly("a", "b", "b");
        assertThat(harness.events().stream().filter(GenerationEvent::hasDuplicate)).isEmpty();
    }

    @Test
    void classesAndTenantsHaveLimitsOfTheirOwn() throws Exception {
        harness = new SchedulingHarness(with("scheduler.max-queue-size-low", "1"));
        harness.arrive(task("a", Priority.LOW), task("b", Priority.LOW), task("c", Priority.HIGH));
        assertThat(harness.ends()).containsExactly("b REJECTED QUEUE_FULL");
        harness.close();

        harness = new SchedulingHarness(with("scheduler.max-queue-size-per-tenant", "2"));
        harness.arrive(task("a", Priority.LOW), task("b", Priority.LOW), task("c", Priority.HIGH));
        assertThat(harness.ends()).containsExactly("c REJECTED QUEUE_FULL");
    }

    @Test
    void followersCountInTheLimit() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 2));
        GenerationTask leader = task("a", Priority.NORMAL);
        harness.arrive(leader, twin("b", leader), twin("c", leader));

        assertThat(harness.ends()).containsExactly("c REJECTED QUEUE_FULL");
    }

    @Test
    void whatWaitsPastItsDeadlineExpires() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.arrive(task("a", 0, 1, Priority.NORMAL, 5_000));
        harness.time(4_900);
        assertThat(harness.outcomes()).isEmpty();
        harness.time(5_300);

        assertThat(harness.ends()).containsExactly("a EXPIRED DEADLINE_EXCEEDED");
        assertThat(harness.outcomes().get(0).timings().queuedMs()).isBetween(5_000L, 5_300L);
        harness.slots(10, 0);
        assertThat(harness.released()).isEmpty();
    }

    @Test
    void aFollowerExpiresOnItsOwnAndLeavesItsLeaderWaiting() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        GenerationTask leader = task("a", Priority.NORMAL);
        harness.arrive(leader, twin("b", leader, Priority.NORMAL, 500));
        harness.time(1_000);

        assertThat(harness.ends()).containsExactly("b EXPIRED DEADLINE_EXCEEDED");
        harness.slots(9, 0);
        assertThat(harness.edge()).containsExactly("run a");
    }

    @Test
    void whatWaitsLongerThanTheRequestTimeoutExpires() throws Exception {
        harness = new SchedulingHarness(with("scheduler.request-timeout", "2 s"));
        harness.time(500);
        harness.arrive(task("a", Priority.NORMAL));
        harness.time(2_400);
        harness.arrive(task("b", Priority.NORMAL));
        assertThat(harness.outcomes()).isEmpty();
        harness.time(2_900);

        assertThat(harness.ends()).containsExactly("a EXPIRED REQUEST_TIMEOUT");
        harness.slots(9, 0);
        assertThat(harness.edge()).containsExactly("run b");
    }

    private static StageConfig with(String key, String value) {
        return SchedulingConfigTest.with(stage(SchedulerType.FIFO, 100), key, value);
    }
}
