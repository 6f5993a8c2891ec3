package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.pipeline.Leg;
import io.omniflow.core.request.CacheTerms;
import io.omniflow.core.request.GenerationParams;
import io.omniflow.core.request.TextParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stage whose ten steps take 100 ms, before one whose twenty take 600 ms. */
class LaterStagesTest {

    private static final LaterStage SHAPES = new LaterStage("shapes", Scheduling.SHAPE, 20, 1, 0.5);

    private final OmniScheduler scheduler =
            new OmniScheduler("words", Scheduling.config(SchedulerType.COMPOSED));

    @Test
    void theExpectedEndIsThatOfTheLastStage() {
        learnOwn();
        assertThat(scheduler.enqueue(task("a").later(SHAPES).build(), 0))
                .isEqualTo(new Placement.Queued(0, 0, 100));
        scheduler.learn("shapes", Scheduling.cost(0, Scheduling.SHAPE, 1, 10, 300));
        scheduler.learn("other", Scheduling.cost(0, Scheduling.SHAPE, 1, 10, 9_000));

        assertThat(scheduler.enqueue(task("b").later(SHAPES).build(), 0))
                .isEqualTo(new Placement.Queued(1, 100, 800));
        assertThat(scheduler.enqueue(task("c").build(), 0))
                .isEqualTo(new Placement.Queued(2, 200, 300));
    }

    @Test
    void aDeadlineIsOutOfReachIfTheLeastOfAllStagesMissesIt() {
        learnOwn();
        scheduler.learn("shapes", Scheduling.cost(0, Scheduling.SHAPE, 1, 10, 300));
        scheduler.enqueue(task("a").deadline(1_000).later(SHAPES).build(), 0);

        assertThat(scheduler.expire(600)).isEmpty();
        assertThat(scheduler.expire(601))
                .extracting(Expiry::reason)
                .containsExactly(Expiry.Reason.DEADLINE_OUT_OF_REACH);
    }

    @Test
    void slackCountsTheStagesStillToCome() {
        OmniScheduler byDeadline =
                new OmniScheduler("words", Scheduling.config(SchedulerType.DEADLINE));
        byDeadline.report(own(), 0);
        byDeadline.learn("shapes", Scheduling.cost(0, Scheduling.SHAPE, 1, 10, 300));
        byDeadline.enqueue(task("alone").deadline(2_000).build(), 0);
        byDeadline.enqueue(task("first of two").deadline(2_500).later(SHAPES).build(), 0);

        assertThat(byDeadline.next(0).orElseThrow().task().id())
                .isEqualTo(Scheduling.id("first of two"));
    }

    /** The oracle adds up each stage by itself from what was said of it. */
    @Test
    void allStagesAddUp() {
        Random random = new Random(3);
        SchedulerConfig config = Scheduling.config(SchedulerType.COMPOSED);
        for (int round = 0; round < 200; round++) {
            Prices prices = new Prices();
            prices.learn(own());
            List<LaterStage> later = new ArrayList<>();
            double expected = 0;
            double least = 100;
            for (int i = random.nextInt(4); i > 0; i--) {
                int steps = 1 + random.nextInt(30);
                double effort = 1 - random.nextInt(3) * 0.25;
                LaterStage stage =
                        new LaterStage("s" + i, Scheduling.SHAPE, steps, effort, effort / 2);
                later.add(stage);
                if (random.nextInt(4) > 0) {
                    int stepMs = 1 + random.nextInt(50);
                    prices.learn(
                            stage.stage(), Scheduling.cost(0, stage.shape(), 1, 4, 4 * stepMs));
                    expected += stepMs * steps * effort;
                    least += stepMs * steps * effort / 2;
                }
            }
            WaitingTask task =
                    task("a").deadline(20_000).later(later.toArray(LaterStage[]::new)).build();

            assertThat(prices.laterMs(task)).isEqualTo(expected);
            assertThat(prices.leastMs(task, config)).isEqualTo((long) least);
            assertThat(prices.of(task, config).dueMs())
                    .isEqualTo(20_000 - (long) Math.ceil(expected));
            assertThat(prices.of(task, config).runMs()).isEqualTo(100);
        }
    }

    @Test
    void aLegTellsWhatItTakes() {
        assertThat(LaterStage.of(leg(new GenerationParams("", "", 64, 32, 20, 4.5, 7))))
                .isEqualTo(new LaterStage("m", new Shape(64, 32, true), 20, 1, 1));
        Leg text = new Leg("m", "r", 100, new TextParams("", 40), CacheTerms.DEFAULT, List.of());
        assertThat(LaterStage.of(text)).isEqualTo(new LaterStage("m", Shape.TEXT, 40, 1, 1.0 / 40));
    }

    private static Leg leg(GenerationParams params) {
        return new Leg("m", "r", 100, params, CacheTerms.DEFAULT, List.of());
    }

    private void learnOwn() {
        scheduler.report(own(), 0);
    }

    private static SlotReport own() {
        return new SlotReport(
                0,
                0,
                0,
                "jvm",
                new SlotCounts(1, 1, 0, 0, 0, 0),
                List.of(),
                List.of(new StepCost(Scheduling.SHAPE, 1, 10, 100)),
                WorkerTotals.NONE);
    }

    private static Scheduling.TaskBuilder task(String name) {
        return Scheduling.task(name, name.hashCode());
    }
}
