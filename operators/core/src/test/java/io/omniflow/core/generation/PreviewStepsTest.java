package io.omniflow.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PreviewStepsTest {

    @Test
    void theyDivideTheStepsEvenly() {
        assertThat(PreviewSteps.of(3, 20).steps()).containsExactly(5, 10, 15);
        assertThat(PreviewSteps.of(1, 20).steps()).containsExactly(10);
        assertThat(PreviewSteps.of(0, 20).steps()).isEmpty();
        assertThat(PreviewSteps.of(3, 2).steps()).containsExactly(1);
        assertThat(PreviewSteps.of(3, 1).steps()).isEmpty();
    }

    @Test
    void eachIsOfAnotherStepAndNoneOfTheLast() {
        for (int steps = 1; steps < 60; steps++) {
            for (int previews = 0; previews <= 8; previews++) {
                TreeSet<Integer> expected = new TreeSet<>();
                for (int i = 1; i <= previews; i++) {
                    expected.add((int) Math.floor((double) i * steps / (previews + 1)));
                }
                expected.remove(0);
                PreviewSteps of = PreviewSteps.of(previews, steps);
                assertThat(of.steps())
                        .containsExactly(expected.stream().mapToInt(i -> i).toArray());
                assertThat(of.count()).isEqualTo(steps > previews ? previews : expected.size());
                int index = 0;
                for (int step = 0; step <= steps; step++) {
                    assertThat(of.isAt(step)).isEqualTo(expected.contains(step));
                    if (of.isAt(step)) {
                        assertThat(of.indexAt(step)).isEqualTo(index++);
                    }
                }
            }
        }
    }
}
