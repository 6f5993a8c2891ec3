package io.omniflow.executor.scheduling;

import static io.omniflow.executor.testing.Tasks.stage;
import static io.omniflow.executor.testing.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.LevelAlternative;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.SchedulerType;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheLimits;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.executor.record.WorkerCommand;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that move to another quality level when they are released. */
class SchedulingLevelsTest {

    private static final StepCacheSpec HIGH = level("high", 0.05, 0.6);
    private static final StepCacheSpec FAST = level("fast", 0.1, 0.3);
    private static final GenerationTask BASE = task("base", Priority.NORMAL);
    private static final double STEP_MS = 10;

    private final long exactMs = Math.round(STEP_MS * BASE.image().steps());

    private SchedulingHarness harness;

    @BeforeEach
    void open() throws Exception {
        harness = new SchedulingHarness(stage(SchedulerType.FIFO, 100));
        harness.learn(Shape.of(BASE.params()), STEP_MS);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aTaskInTimeKeepsItsLevel() throws Exception {
        GenerationTask task = adaptive("a", exactMs);
        harness.arrive(task);
        harness.slots(1, 0);

        assertThat(run(0).task()).isEqualTo(task);
    }

    @Test
    void aLateTaskRunsAtTheBestLevelThatMakesItsDeadline() throws Exception {
        harness.arrive(adaptive("a", exactMs * 8 / 10));
        harness.slots(1, 0);

        GenerationTask moved = run(0).task();
        assertThat(moved.fingerprint()).isEqualTo("print@high");
        assertThat(moved.params()).isEqualTo(BASE.params().withStepCache(HIGH));
        assertThat(moved.cacheKey()).isEqualTo(BASE.cacheKey());
        assertThat(moved.requestFingerprint()).isEqualTo("request-a");
    }

    @Test
    void theMomentOfTheReleaseDecidesAndTheBoundHolds() throws Exception {
        harness.arrive(adaptive("a", 2 * exactMs), adaptive("b", 7 * exactMs));
        harness.time(exactMs + exactMs / 2);
        harness.slots(1, 0);
        harness.time(7 * exactMs - 1);
        harness.slots(1, 1);

        assertThat(run(0).task().fingerprint()).isEqualTo("print@fast");
        assertThat(run(1).task().fingerprint()).isEqualTo("print@fast");
    }

    @Test
    void whatWaitsMayStillMoveAfterARestore() throws Exception {
        harness.arrive(adaptive("a", 2 * exactMs));
        harness.time(exactMs + exactMs / 2);
        harness.restart(harness.snapshot());
        harness.slots(1, 0);

        assertThat(run(0).task().params().stepCache()).isEqualTo(FAST);
    }

    @Test
    void equalTasksShareTheLevelThatEachWouldTake() throws Exception {
        harness.arrive(
                adaptive("a", exactMs * 8 / 10),
                adaptive("same", exactMs * 7 / 10),
                adaptive("later", 5 * exactMs));
        harness.slots(1, 0);

        assertThat(harness.edge()).containsExactly("run a", "attach same to a");
        assertThat(((WorkerCommand.Attach) harness.commands().get(1)).run().task().fingerprint())
                .isEqualTo("print@high");
        harness.slots(1, 1);
        assertThat(run(2).task().fingerprint()).isEqualTo(BASE.fingerprint());
    }

    @Test
    void aTaskThatMovesJoinsTheGenerationOfItsNewLevel() throws Exception {
        harness.arrive(adaptive("a", exactMs * 8 / 10));
        harness.slots(2, 0);
        harness.arrive(adaptive("b", exactMs * 7 / 10));

        assertThat(harness.edge()).containsExactly("run a", "attach b to a");
        assertThat(harness.released()).containsExactly("a");
    }

    private WorkerCommand.Run run(int index) {
        return (WorkerCommand.Run) harness.commands().get(index);
    }

    private static GenerationTask adaptive(String id, long deadlineMs) {
        return new GenerationTask(
                new TaskId(id, 0),
                1,
                BASE.model(),
                BASE.modelRevision(),
                BASE.params(),
                BASE.priority(),
                BASE.tenant(),
                deadlineMs,
                BASE.createdMs(),
                BASE.fingerprint(),
                "request-" + id,
                BASE.cacheKey(),
                BASE.cache(),
                List.of(
                        new LevelAlternative(HIGH, "print@high"),
                        new LevelAlternative(FAST, "print@fast")),
                BASE.headers());
    }

    private static StepCacheSpec level(String name, double threshold, double effort) {
        return new StepCacheSpec(
                StepCacheKind.EASY, threshold, "", StepCacheLimits.DEFAULT, name, effort);
    }
}
