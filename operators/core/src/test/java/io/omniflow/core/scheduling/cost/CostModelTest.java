package io.omniflow.core.scheduling.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.omniflow.core.scheduling.LearnedCost;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final Shape SMALL = new Shape(256, 256, false);
    private static final Shape LARGE = new Shape(512, 512, false);
    private static final Offset<Double> EXACT = within(1e-9);

    private final CostModel model = new CostModel();

    @Test
    void knowsNothingAtFirst() {
        assertThat(model.stepMs(SMALL, 1)).isZero();
        assertThat(model.memberMs(SMALL)).isZero();
        assertThat(model.latencyMs(SMALL)).isZero();
        assertThat(model.memory()).isEmpty();
    }

    @Test
    void learnsFromDifferencesByWorkerAndAttempt() {
        model.learn(report(0, 0, new StepCost(SMALL, 1, 10, 100)));
        model.learn(report(0, 0, new StepCost(SMALL, 1, 20, 300)));
        assertThat(model.stepMs(SMALL, 1)).isCloseTo(15, EXACT);

        model.learn(report(0, 0, new StepCost(SMALL, 1, 20, 300)));
        model.learn(report(1, 0, new StepCost(SMALL, 1, 20, 300)));
        assertThat(model.stepMs(SMALL, 1)).isCloseTo(15, EXACT);

        model.learn(report(0, 1, new StepCost(SMALL, 1, 5, 150)));
        model.learn(report(0, 0, new StepCost(SMALL, 1, 500, 99_999)));
        assertThat(model.stepMs(SMALL, 1)).isCloseTo((40 * 15 + 5 * 30) / 45.0, EXACT);
    }

    @Test
    void forgetsWhatStepsUsedToCost() {
        model.learn(report(0, 0, new StepCost(SMALL, 1, 1_000, 10_000)));
        for (int i = 1; i <= 40; i++) {
            model.learn(report(0, 0, new StepCost(SMALL, 1, 1_000 + i * 10, 10_000 + i * 200.0)));
        }
        assertThat(model.stepMs(SMALL, 1)).isCloseTo(20, within(0.1));
    }

    @Test
    void scalesTheNearestKindByUnits() {
        model.learn(
                report(
                        0,
                        0,
                        new StepCost(SMALL, 1, 10, 100),
                        new StepCost(SMALL, 4, 10, 300),
                        new StepCost(LARGE, 1, 10, 500)));

        assertThat(model.stepMs(SMALL, 4)).isCloseTo(30, EXACT);
        assertThat(model.stepMs(SMALL, 8)).isCloseTo(60, EXACT);
        assertThat(model.stepMs(LARGE, 2)).isCloseTo(100, EXACT);
        assertThat(model.stepMs(new Shape(768, 512, false), 1)).isCloseTo(75, EXACT);
        assertThat(model.stepMs(new Shape(128, 128, false), 1)).isCloseTo(2.5, EXACT);
    }

    @Test
    void aMemberPaysItsPartOfABatchAndWaitsForAllOfIt() {
        model.learn(report(0, 0, new StepCost(SMALL, 4, 25, 1_000)));
        assertThat(model.memberMs(SMALL)).isCloseTo(10, EXACT);
        assertThat(model.latencyMs(SMALL)).isCloseTo(40, EXACT);

        model.learn(report(1, 0, new StepCost(SMALL, 1, 1_000, 20_000)));
        assertThat(model.memberMs(SMALL)).isBetween(18.0, 20.0);
    }

    @Test
    void theVersionMovesWhenExpectationsDoAndNotWithNoise() {
        model.learn(report(0, 0, new StepCost(SMALL, 1, 100, 1_000)));
        long version = model.version();
        Random random = new Random(1);
        double total = 1_000;
        for (int i = 1; i <= 500; i++) {
            total += 9.5 + random.nextDouble();
            model.learn(report(0, 0, new StepCost(SMALL, 1, 100 + i, total)));
        }
        assertThat(model.version()).isEqualTo(version);
        model.learn(report(0, 0, new StepCost(SMALL, 1, 700, total + 2_000)));
        assertThat(model.version()).isGreaterThan(version);
    }

    @Test
    void remembersOverARestart() {
        model.learn(report(0, 0, new StepCost(SMALL, 1, 10, 100), new StepCost(LARGE, 2, 10, 900)));
        CostModel restored = new CostModel();
        restored.restore(model.memory());

        assertThat(model.memory())
                .containsExactlyInAnyOrder(
                        new LearnedCost(SMALL, 1, 10), new LearnedCost(LARGE, 2, 90));
        assertThat(restored.memory()).isEqualTo(model.memory());
        assertThat(restored.stepMs(LARGE, 2)).isCloseTo(90, EXACT);
    }

    @Test
    void isBoundedAndIgnoresNonsense() {
        for (int i = 1; i <= 3_000; i++) {
            model.learn(report(i % 3, i, new StepCost(new Shape(16 * i, 16, false), 1, 1, i)));
        }
        assertThat(model.memory()).hasSize(1_024);
        assertThat(model.stepMs(new Shape(16 * 3_000, 16, false), 1)).isCloseTo(3_000, EXACT);

        model.learn(report(9, 0, new StepCost(SMALL, 1, 5, Double.NaN)));
        model.learn(report(8, 0, new StepCost(SMALL, 0, 5, 10)));
        assertThat(model.memory()).noneMatch(cost -> cost.shape().equals(SMALL));
    }

    private static SlotReport report(int worker, int attempt, StepCost... costs) {
        return new SlotReport(
                worker,
                attempt,
                0,
                "jvm",
                new SlotCounts(1, 1, 0, 0, 0, 0),
                List.of(),
                List.of(costs),
                WorkerTotals.NONE);
    }
}
