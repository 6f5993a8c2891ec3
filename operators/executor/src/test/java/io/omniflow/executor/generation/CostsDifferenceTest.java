package io.omniflow.executor.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.StepCost;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostsDifferenceTest {

    private static final Shape SMALL = new Shape(64, 64, true);
    private static final Shape LARGE = new Shape(128, 128, false);

    private final CostsDifference difference = new CostsDifference();

    @Test
    void theFirstReportIsAllNew() {
        assertThat(difference.to(List.of(new StepCost(SMALL, 4, 10, 100))))
                .isEqualTo(new CostsDifference.Added(10, 40, 100));
    }

    @Test
    void onlyWhatWasAddedCountsAndKindsAreApart() {
        difference.to(List.of(new StepCost(SMALL, 4, 10, 100), new StepCost(LARGE, 1, 3, 90)));

        assertThat(
                        difference.to(
                                List.of(
                                        new StepCost(SMALL, 4, 12, 125),
                                        new StepCost(SMALL, 2, 1, 5),
                                        new StepCost(LARGE, 1, 3, 90))))
                .isEqualTo(new CostsDifference.Added(3, 10, 30));
    }

    @Test
    void aKindThatTheWorkerForgotBeginsAnew() {
        difference.to(List.of(new StepCost(SMALL, 4, 10, 100)));
        difference.to(List.of());

        assertThat(difference.to(List.of(new StepCost(SMALL, 4, 2, 20))))
                .isEqualTo(new CostsDifference.Added(2, 8, 20));
        assertThat(difference.to(List.of(new StepCost(SMALL, 4, 1, 10))))
                .isEqualTo(new CostsDifference.Added(1, 4, 10));
    }

    @Test
    void partsOfMillisecondsAreNotLost() {
        long sum = 0;
        for (int i = 1; i <= 10; i++) {
            sum += difference.to(List.of(new StepCost(SMALL, 1, i, i * 0.25))).millis();
        }

        assertThat(sum).isEqualTo(2);
    }
}
