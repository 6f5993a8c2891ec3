package io.omniflow.worker;

import static io.omniflow.worker.TestTasks.PAUSABLE;
import static io.omniflow.worker.TestTasks.URGENT;
import static io.omniflow.worker.TestTasks.normal;
import static io.omniflow.worker.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.request.GenerationTask;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.worker.testing.TestingGeneration;
import io.omniflow.worker.testing.TestingModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drives the batcher tick by tick, so that what happens at which boundary is certain. */
class BatcherTest {

    private final RecordingListener said = new RecordingListener();
    private final HostSnapshots snapshots = new HostSnapshots();
    private final ManualClock clock = new ManualClock(1_000);
    private final OutputEncoder encoder =
            new OutputEncoder("test-encoder", said, new AuditQueue(0), clock);
    private Batcher<TestingGeneration> batcher = batcher(new StepLoopConfig(2, 0, 1_000_000, 0));
    private long arrivals;

    @AfterEach
    void close() {
        batcher.close();
        encoder.close();
    }

    @Test
    void anUrgentOneRunsFromTheNextStepOnAndThePausedOneGoesOnAfterIt() {
        GenerationTask first = normal("first", 9);
        GenerationTask second = task("second", 32, 9, Priority.LOW);
        GenerationTask urgent = task("urgent", 32, 3, Priority.HIGH);
        arrive(first, PAUSABLE);
        arrive(second, PAUSABLE);
        tick(4);
        arrive(normal("waiting", 2), PAUSABLE);
        arrive(urgent, URGENT);
        tick(1);

        assertThat(said.step(urgent.id())).isEqualTo(1);
        assertThat(said.step(first.id())).isEqualTo(5);
        assertThat(said.step(second.id())).isEqualTo(4);
        assertThat(snapshots.stepOf(second.id())).isEqualTo(4);

        tickUntilIdle();
        assertThat(said.story())
                .containsExactly(
                        "first began",
                        "second began",
                        "second paused at 4",
                        "urgent began",
                        "second resumed at 4",
                        "waiting began");
        awaitOutputs(first, second, urgent, normal("waiting", 2));
    }

    @Test
    void anUrgentOneThatMayPauseNobodyTakesTheNextFreePlace() {
        batcher = batcher(new StepLoopConfig(1, 0, 1_000_000, 0));
        arrive(task("running", 32, 5, Priority.LOW), RunTerms.DEFAULT);
        tick(1);
        arrive(task("low", 32, 2, Priority.LOW), RunTerms.DEFAULT);
        arrive(task("high", 32, 2, Priority.HIGH), URGENT);
        tickUntilIdle();

        assertThat(said.story()).containsExactly("running began", "high began", "low began");
    }

    @Test
    void nothingIsPausedMoreOftenThanItsTermsAllow() {
        batcher = batcher(new StepLoopConfig(1, 0, 1_000_000, 0));
        GenerationTask victim = normal("victim", 6);
        arrive(victim, PAUSABLE);
        tick(1);
        for (int i = 0; i < 4; i++) {
            arrive(task("urgent" + i, 32, 1, Priority.HIGH), URGENT);
            tick(2);
        }
        tickUntilIdle();

        assertThat(said.pauses(victim.id())).isEqualTo(PAUSABLE.maxPauses());
        assertThat(said.story())
                .containsSubsequence(
                        "urgent0 began",
                        "victim resumed at 1",
                        "urgent1 began",
                        "victim resumed at 2",
                        "urgent2 began");
        awaitOutputs(victim);
        assertThat(said.ended().indexOf(victim.id())).isEqualTo(2);
    }

    @Test
    void pausesOfAnEarlierAttemptCount() {
        batcher = batcher(new StepLoopConfig(1, 0, 1_000_000, 0));
        GenerationTask victim = normal("victim", 3);
        batcher.obey(
                Arrival.of(
                        new Submission(victim.id(), victim, null, PAUSABLE, 2, false), arrivals++));
        tick(1);
        arrive(task("urgent", 32, 1, Priority.HIGH), URGENT);
        tickUntilIdle();

        assertThat(said.story()).containsExactly("victim began", "urgent began");
    }

    /** The oracle: at any time each generation has had an equal share of the device. */
    @Test
    void sizesTakeTurnsSoThatEachGenerationHasItsShare() {
        batcher = batcher(new StepLoopConfig(6, 0, 1_000_000, 0));
        List<GenerationTask> tasks =
                List.of(
                        task("small1", 16, 100_000, Priority.NORMAL),
                        task("small2", 16, 100_000, Priority.NORMAL),
                        task("middle", 64, 100_000, Priority.NORMAL),
                        task("large1", 256, 100_000, Priority.NORMAL),
                        task("large2", 256, 100_000, Priority.NORMAL),
                        task("large3", 256, 100_000, Priority.NORMAL));
        tasks.forEach(task -> arrive(task, RunTerms.DEFAULT));
        long largest = Shape.of(tasks.get(5).params()).units();
        for (int i = 0; i < 2_000; i++) {
            tick(1);
            long[] had = tasks.stream().mapToLong(this::units).sorted().toArray();
            assertThat(had[5] - had[0]).isLessThanOrEqualTo(3 * largest);
        }
        assertThat(said.step(tasks.get(0).id())).isGreaterThan(1_000);
    }

    @Test
    void aSizeOfWhichOneIsUrgentStartsAtOnceAndHasEightTimesTheTurns() {
        batcher = batcher(new StepLoopConfig(3, 0, 1_000_000, 0));
        arrive(task("a", 32, 100_000, Priority.NORMAL), PAUSABLE);
        arrive(task("b", 64, 100_000, Priority.NORMAL), PAUSABLE);
        tick(7);
        arrive(task("urgent", 128, 100_000, Priority.HIGH), URGENT);
        tick(1);
        assertThat(said.step(id("urgent"))).isEqualTo(1);
        int before = said.step(id("b"));

        tick(1_000);
        long urgent = said.step(id("urgent")) * 16L;
        long other = (said.step(id("b")) - before) * 8L;
        assertThat((double) urgent / other).isBetween(7.5, 8.5);
    }

    @Test
    void aBatchHoldsItsUnitsAndItsMembersRotate() {
        batcher = batcher(new StepLoopConfig(5, 8, 1_000_000, 0));
        IntStream.range(0, 5)
                .mapToObj(i -> task("p" + i, 32, 1_000, Priority.NORMAL))
                .forEach(task -> arrive(task, RunTerms.DEFAULT));
        tick(50);

        assertThat(said.costs()).extracting(StepCost::batch).containsExactly(2);
        for (int i = 0; i < 5; i++) {
            assertThat(said.step(id("p" + i))).isEqualTo(20);
        }
    }

    @Test
    void cancellingFreesThePlaceAtTheBoundaryAndNothingMoreIsSaid() {
        GenerationTask gone = normal("gone", 10);
        GenerationTask next = normal("next", 3);
        arrive(gone, PAUSABLE);
        arrive(normal("other", 20), PAUSABLE);
        arrive(next, PAUSABLE);
        arrive(normal("never", 3), PAUSABLE);
        tick(3);
        cancel("gone");
        cancel("gone");
        cancel("never");
        cancel("unknown");
        tick(1);

        assertThat(said.step(next.id())).isEqualTo(1);
        assertThat(snapshots.find(gone.id())).isNull();
        tickUntilIdle();
        awaitOutputs(next, normal("other", 20));
        assertThat(said.ended()).hasSize(2);
        assertThat(said.step(gone.id())).isEqualTo(3);
        assertThat(said.story()).containsExactly("gone began", "other began", "next began");
    }

    @Test
    void whatIsPastItsDeadlineEndsAtTheBoundaryWithASnapshotForOthers() {
        GenerationTask late = task("late", 32, 10, Priority.NORMAL, 2_000);
        GenerationTask good = task("good", 32, 10, Priority.NORMAL, 9_000);
        arrive(late, PAUSABLE);
        arrive(good, PAUSABLE);
        arrive(task("waiting", 32, 10, Priority.NORMAL, 2_000), PAUSABLE);
        tick(4);
        assertThat(said.failures()).isEmpty();
        clock.set(2_000);
        tickUntilIdle();

        assertThat(said.failures()).containsOnlyKeys(late.id(), id("waiting"));
        assertThat(said.failures().get(late.id()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(snapshots.stepOf(late.id())).isEqualTo(4);
        awaitOutputs(good);
    }

    @Test
    void thoseThatMustBeAloneRunOneAfterAnotherAndOthersPauseWithoutCount() {
        GenerationTask other = normal("other", 5);
        arrive(other, RunTerms.DEFAULT);
        tick(2);
        arriveAlone(normal("suspect1", 2));
        arriveAlone(normal("suspect2", 2));
        arrive(task("urgent", 32, 2, Priority.HIGH), URGENT);
        tick(4);
        assertThat(said.costs()).extracting(StepCost::batch).containsOnly(1);

        tickUntilIdle();
        assertThat(said.story())
                .containsExactly(
                        "other began",
                        "other paused at 2",
                        "suspect1 began",
                        "suspect2 began",
                        "urgent began",
                        "other resumed at 2");
        assertThat(said.pauses(other.id())).isZero();
        awaitOutputs(other, normal("suspect1", 2), normal("suspect2", 2));
    }

    /** The oracle: a step of so many computed members is a step of a batch of so many. */
    @Test
    void costsCountOnlyWhatIsComputed() {
        batcher = batcher(new StepLoopConfig(3, 0, 1_000_000, 0));
        String first = "111010010101";
        String second = "110010000011";
        arrive(masked("first", first), RunTerms.DEFAULT);
        arrive(masked("second", second), RunTerms.DEFAULT);
        arrive(masked("third", first), RunTerms.DEFAULT);
        tickUntilIdle();

        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < first.length(); i++) {
            int computed = 2 * (first.charAt(i) - '0') + second.charAt(i) - '0';
            if (computed > 0) {
                expected.merge(computed, 1L, Long::sum);
            }
        }
        assertThat(said.costs())
                .extracting(StepCost::batch, StepCost::steps)
                .containsExactlyInAnyOrderElementsOf(
                        expected.entrySet().stream()
                                .map(entry -> tuple(entry.getKey(), entry.getValue()))
                                .toList());
        await().until(() -> said.outputs().size() == 3);
        assertThat(said.outputs().get(id("second")).stepCache())
                .isEqualTo(new StepCacheReport("mask", "", 5, 7, second));
    }

    @Test
    void progressTellsWhatTheStepCacheHasDone() {
        arrive(masked("a", "1101011001"), RunTerms.DEFAULT);
        tick(4);

        assertThat(said.progress().get(3).get(0).stepCache())
                .isEqualTo(new StepCacheReport("mask", "", 3, 1, "1101"));
    }

    private static GenerationTask masked(String prompt, String pattern) {
        GenerationTask task = normal(prompt, pattern.length());
        return TestTasks.with(
                task, task.image().withStepCache(StepCacheSpec.of(StepCacheKind.MASK, pattern)));
    }

    @Test
    void costsAreSummedUpByShapeAndBatch() {
        batcher = batcher(new StepLoopConfig(3, 0, 1_000_000, 0));
        arrive(normal("a", 10), RunTerms.DEFAULT);
        arrive(normal("b", 4), RunTerms.DEFAULT);
        arrive(task("c", 64, 3, Priority.NORMAL), RunTerms.DEFAULT);
        tickUntilIdle();

        List<String> costs =
                said.costs().stream()
                        .map(c -> c.shape().width() + "x" + c.batch() + ": " + c.steps())
                        .toList();
        assertThat(costs).containsExactlyInAnyOrder("32x2: 4", "32x1: 6", "64x1: 3");
        assertThat(said.costs()).allMatch(cost -> cost.totalMs() > 0);
    }

    @Test
    void aStepWithAPromptTeachesNothing() {
        batcher = batcher(new StepLoopConfig(3, 0, 1_000_000, 0));
        arrive(normal("a", 10), RunTerms.DEFAULT);
        arrive(normal("b", 10), RunTerms.DEFAULT);
        tick(2);
        arrive(normal(TestingModel.LONG_PROMPT, 4), RunTerms.DEFAULT);
        tickUntilIdle();

        assertThat(said.costs())
                .extracting(StepCost::batch, StepCost::steps)
                .containsExactlyInAnyOrder(tuple(2, 2L + 4), tuple(3, 3L));
    }

    private Batcher<TestingGeneration> batcher(StepLoopConfig config) {
        LoopContext context =
                new LoopContext(
                        config,
                        said,
                        snapshots,
                        new StepCosts(),
                        encoder,
                        new Rest(),
                        new AuditQueue(0),
                        clock);
        return new Batcher<>(new TestingModel(0), context, new Guard());
    }

    private void arrive(GenerationTask task, RunTerms terms) {
        batcher.obey(Arrival.of(Submission.fresh(task, terms), arrivals++));
    }

    private void arriveAlone(GenerationTask task) {
        Submission alone = new Submission(task.id(), task, null, RunTerms.DEFAULT, 0, true);
        batcher.obey(Arrival.of(alone, arrivals++));
    }

    private void cancel(String id) {
        batcher.obey(new LoopCommand.Cancellation(id(id)));
    }

    private void tick(int ticks) {
        for (int i = 0; i < ticks; i++) {
            batcher.tick();
        }
    }

    private void tickUntilIdle() {
        for (int i = 0; !batcher.isIdle(); i++) {
            assertThat(i).as("ticks until idle").isLessThan(1_000);
            batcher.tick();
        }
    }

    private long units(GenerationTask task) {
        return said.step(task.id()) * Shape.of(task.params()).units();
    }

    private void awaitOutputs(GenerationTask... tasks) {
        for (GenerationTask task : tasks) {
            await().until(() -> said.outputs().containsKey(task.id()));
            assertThat(said.outputs().get(task.id()).data())
                    .isEqualTo(TestingModel.expectedOutput(task.image()));
        }
    }

    private static TaskId id(String name) {
        return new TaskId(name, 0);
    }
}
