package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.TextTotals;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class CostBoardTest {

    private final CostBoard board = new CostBoard();
    private final List<OperatorEvent> words = new ArrayList<>();
    private final List<OperatorEvent> shapes = new ArrayList<>();

    @Test
    void aStageHearsOfTheOthersOnly() {
        board.subscribe("words", words::add);
        board.subscribe("shapes", shapes::add);
        board.report("shapes", report(0, 4), 0);

        assertThat(words).containsExactly(new OtherStageEvent("shapes", report(0, 4)));
        assertThat(shapes).isEmpty();
    }

    @Test
    void aWorkerIsHeardOnceASecond() {
        board.subscribe("words", words::add);
        board.report("shapes", report(0, 1), 5_000);
        board.report("shapes", report(0, 2), 5_999);
        board.report("shapes", report(1, 3), 5_999);
        board.report("shapes", report(0, 4), 6_000);

        assertThat(words)
                .extracting(event -> ((OtherStageEvent) event).report())
                .containsExactly(report(0, 1), report(1, 3), report(0, 4));
    }

    @Test
    void aStageThatComesLaterHearsTheNewestOfAll() {
        board.report("shapes", report(0, 1), 0);
        board.report("shapes", report(0, 2), 1);
        board.report("words", report(0, 9), 1);
        board.subscribe("words", words::add);
        board.unsubscribe("words");
        board.report("shapes", report(0, 3), 9_000);

        assertThat(words).containsExactly(new OtherStageEvent("shapes", report(0, 2)));
    }

    @Test
    void onlyCostsAndTextsAreTold() throws Exception {
        board.subscribe("words", words::add);
        board.report(
                "shapes",
                new SlotReport(0, 0, 0, "jvm", counts(), List.of(), List.of(), done()),
                0);
        assertThat(words).isEmpty();

        SlotReport all =
                new SlotReport(
                        0,
                        0,
                        1,
                        "jvm",
                        counts(),
                        List.of(),
                        costs(1),
                        done(),
                        new TextTotals(1, 9));
        board.report("shapes", all, 0);
        OtherStageEvent heard = InstantiationUtil.clone((OtherStageEvent) words.get(0));
        assertThat(heard.report().costs()).isEqualTo(costs(1));
        assertThat(heard.report().texts()).isEqualTo(new TextTotals(1, 9));
        assertThat(heard.report().totals()).isEqualTo(WorkerTotals.NONE);
    }

    private static WorkerTotals done() {
        return new WorkerTotals(Map.of(), 3, 4);
    }

    private static SlotCounts counts() {
        return new SlotCounts(1, 1, 0, 0, 0, 0);
    }

    private static List<StepCost> costs(long steps) {
        return List.of(new StepCost(Shape.TEXT, 1, steps, 10.0 * steps));
    }

    private static SlotReport report(int worker, long steps) {
        return new SlotReport(
                worker, 0, steps, "jvm", counts(), List.of(), costs(steps), WorkerTotals.NONE);
    }
}
