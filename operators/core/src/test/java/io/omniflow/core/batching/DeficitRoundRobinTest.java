package io.omniflow.core.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeficitRoundRobinTest {

    private static final int HISTORIES = 300;

    @Test
    void equalFlowsTakeTurnsOneByOne() {
        DeficitRoundRobin<String> robin = new DeficitRoundRobin<>();
        robin.offer("a", 1, 4);
        robin.offer("b", 1, 4);
        robin.offer("c", 1, 4);

        assertThat(turns(robin, 6)).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void aDearFlowWaitsUntilItHasEarnedItsTurn() {
        DeficitRoundRobin<String> robin = new DeficitRoundRobin<>();
        robin.offer("dear", 1, 3);
        robin.offer("cheap", 1, 1);

        assertThat(turns(robin, 8))
                .containsExactly(
                        "cheap", "cheap", "dear", "cheap", "cheap", "cheap", "dear", "cheap");
    }

    @Test
    void aHurriedFlowIsNextAndPaysLater() {
        DeficitRoundRobin<String> robin = new DeficitRoundRobin<>();
        robin.offer("a", 1, 1);
        robin.offer("b", 1, 1);
        robin.offer("c", 1, 1);
        assertThat(turns(robin, 1)).containsExactly("a");
        robin.hurry("c");
        robin.hurry("unknown");

        assertThat(turns(robin, 6)).containsExactly("c", "b", "a", "b", "c", "a");
    }

    @Test
    void nobodyToTakeATurnIsADefectOfTheCaller() {
        DeficitRoundRobin<String> robin = new DeficitRoundRobin<>();
        robin.offer("a", 1, 1);
        robin.hurry("a");
        robin.removeIf("a"::equals);

        assertThatThrownBy(robin::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> robin.offer("a", 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> robin.offer("a", 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * The oracle is the ideal: flows that are present are served in proportion to their weights.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 16})
    void sharesStayWithinTheBoundOfTheIdeal(int flows) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            DeficitRoundRobin<Integer> robin = new DeficitRoundRobin<>();
            double[] weights = random.doubles(flows, 0.5, 64).toArray();
            double[] dearest = random.doubles(flows, 1, 200).toArray();
            double[] served = new double[flows];
            double quantum = 0;
            for (int turn = 0; turn < 400; turn++) {
                double[] costs = new double[flows];
                double least = Double.MAX_VALUE;
                for (int i = 0; i < flows; i++) {
                    costs[i] = 1 + random.nextDouble() * (dearest[i] - 1);
                    least = Math.min(least, costs[i] / weights[i]);
                    robin.offer(i, weights[i], costs[i]);
                }
                quantum = Math.max(quantum, least);
                int next = robin.next();
                served[next] += costs[next];
                assertFair(served, weights, dearest, quantum);
            }
        }
    }

    /** Flows come, go and hurry; whoever stays is served within a bounded amount of other work. */
    @Test
    void nobodyStarvesWhateverComesAndGoes() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            DeficitRoundRobin<Integer> robin = new DeficitRoundRobin<>();
            Map<Integer, Double> weights = new HashMap<>();
            double waited = 0;
            for (int turn = 0; turn < 600; turn++) {
                robin.offer(0, 1, 50);
                int flow = 1 + random.nextInt(6);
                if (random.nextInt(10) == 0) {
                    weights.remove(flow);
                } else {
                    weights.put(flow, 1 + random.nextDouble() * 7);
                }
                robin.removeIf(key -> key != 0 && !weights.containsKey(key));
                weights.forEach((key, weight) -> robin.offer(key, weight, 10 * key));
                if (random.nextInt(20) == 0) {
                    robin.hurry(flow);
                }
                int next = robin.next();
                waited = next == 0 ? 0 : waited + 10 * next;
                // It earns its 50 while each of six others earns at most eight times as much, and
                // carries over or borrows a few turns.
                assertThat(waited).isLessThan(6 * 8 * 50 + 6 * 60 + 60 * 10);
            }
        }
    }

    private static void assertFair(
            double[] served, double[] weights, double[] dearest, double quantum) {
        for (int i = 0; i < served.length; i++) {
            for (int j = 0; j < i; j++) {
                double gap = Math.abs(served[i] / weights[i] - served[j] / weights[j]);
                double bound = dearest[i] / weights[i] + dearest[j] / weights[j] + quantum;
                assertThat(gap).isLessThanOrEqualTo(bound + 1e-6);
            }
        }
    }

    private static List<String> turns(DeficitRoundRobin<String> robin, int count) {
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            turns.add(robin.next());
        }
        return turns;
    }
}
