package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpectedStepsTest {

    private static final SlotCounts COUNTS = new SlotCounts(1, 1, 0, 0, 0, 0);

    private final ExpectedSteps steps = new ExpectedSteps();

    @Test
    void allStepsAreExpectedWhileNothingIsKnown() {
        assertThat(steps.of(256)).isEqualTo(256);
        assertThat(steps.rest(6, 256)).isEqualTo(250);
        assertThat(steps.memory()).isZero();
        steps.learn(report(0, 0, 0, TextTotals.NONE));
        assertThat(steps.of(256)).isEqualTo(256);
    }

    @Test
    void noTaskTakesMoreThanItMay() {
        steps.learn(report(0, 0, 0, new TextTotals(2, 24)));

        assertThat(steps.of(256)).isEqualTo(12);
        assertThat(steps.of(5)).isEqualTo(5);
        assertThat(steps.rest(4, 256)).isEqualTo(8);
        assertThat(steps.rest(40, 256)).isEqualTo(1);
        assertThat(steps.rest(5, 5)).isZero();
    }

    @Test
    void theFirstAndWhatMovesItByATenthIsNoticed() {
        steps.learn(report(0, 0, 0, new TextTotals(10, 100)));
        long first = steps.version();
        steps.learn(report(0, 0, 1, new TextTotals(11, 111)));
        assertThat(steps.version()).isEqualTo(first);
        steps.learn(report(0, 0, 2, new TextTotals(21, 311)));
        assertThat(steps.version()).isGreaterThan(first);
    }

    @Test
    void itIsRemembered() {
        steps.learn(report(0, 0, 0, new TextTotals(7, 84)));
        ExpectedSteps restored = new ExpectedSteps();
        restored.restore(steps.memory());
        assertThat(restored.of(256)).isEqualTo(12);

        ExpectedSteps unknown = new ExpectedSteps();
        unknown.restore(0);
        assertThat(unknown.of(256)).isEqualTo(256);
    }

    /** Reports are lost and workers restart; what the oracle weighs is each text's share. */
    @Test
    void itIsTheAverageThatForgets() {
        Random random = new Random(7);
        Map<Integer, TextTotals> said = new HashMap<>();
        Map<Integer, TextTotals> now = new HashMap<>();
        Map<Integer, Integer> attempts = new HashMap<>();
        List<double[]> shares = new ArrayList<>();
        double total = 0;
        for (int i = 0; i < 2_000; i++) {
            int worker = random.nextInt(3);
            if (random.nextInt(40) == 0) {
                attempts.merge(worker, 1, Integer::sum);
                said.remove(worker);
                now.remove(worker);
            }
            TextTotals totals = now.getOrDefault(worker, TextTotals.NONE);
            for (int text = random.nextInt(random.nextInt(30) == 0 ? 90 : 4); text > 0; text--) {
                totals = totals.plus(1 + random.nextInt(60));
            }
            now.put(worker, totals);
            if (random.nextInt(5) == 0) {
                continue;
            }
            TextTotals before = said.getOrDefault(worker, TextTotals.NONE);
            said.put(worker, totals);
            steps.learn(report(worker, attempts.getOrDefault(worker, 0), i, totals));
            long texts = totals.texts() - before.texts();
            if (texts > 0) {
                total = Math.min(50, total + texts);
                double share = Math.min(1, texts / total);
                shares.forEach(old -> old[1] *= 1 - share);
                double length = (double) (totals.tokens() - before.tokens()) / texts;
                shares.add(new double[] {length, share});
            }
            if (!shares.isEmpty()) {
                double mean = shares.stream().mapToDouble(old -> old[0] * old[1]).sum();
                assertThat(steps.of(1_000)).isCloseTo(mean, within(1e-6));
            }
        }
        assertThat(attempts).isNotEmpty();
    }

    @Test
    void anOutdatedAttemptTeachesNothing() {
        steps.learn(report(0, 2, 0, new TextTotals(1, 10)));
        steps.learn(report(0, 1, 9, new TextTotals(100, 9_000)));
        assertThat(steps.of(256)).isEqualTo(10);
    }

    static SlotReport report(int worker, int attempt, long sequence, TextTotals texts) {
        return new SlotReport(
                worker,
                attempt,
                sequence,
                "jvm",
                COUNTS,
                List.of(),
                List.of(),
                WorkerTotals.NONE,
                texts);
    }
}
