package io.omniflow.executor.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotBoardTest {

    private final SlotBoard board = new SlotBoard();
    private final List<SlotReport> received = new ArrayList<>();

    @Test
    void passesOnWhatIsNew() {
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));
        SlotReport first = report(0, 0, 1);
        board.report(first);
        board.report(first);
        board.report(report(0, 0, 0));
        board.report(report(0, 0, 2));

        assertThat(received).containsExactly(first, report(0, 0, 2));
    }

    @Test
    void aSchedulerThatComesLaterGetsTheNewestOfEachWorker() {
        board.report(report(0, 0, 1));
        board.report(report(0, 0, 2));
        board.report(report(1, 0, 1));
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));

        assertThat(received).containsExactlyInAnyOrder(report(0, 0, 2), report(1, 0, 1));
    }

    @Test
    void nothingOfAnEndedAttemptIsHeardAgain() {
        board.report(report(0, 0, 5));
        board.attemptEnded(0, 0);
        board.report(report(0, 0, 6));
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));
        assertThat(received).isEmpty();

        board.report(report(0, 1, 0));
        assertThat(received).containsExactly(report(0, 1, 0));
    }

    @Test
    void aResetForgetsAllWorkers() {
        board.report(report(0, 0, 1));
        board.forgetAll();
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));

        assertThat(received).isEmpty();
    }

    @Test
    void workersThatARescaleTookAwayAreDropped() {
        board.report(report(0, 0, 1));
        board.report(report(3, 0, 1));
        board.limit(2);
        assertThat(board.report(report(2, 1, 1))).isFalse();
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));

        assertThat(received).containsExactly(report(0, 0, 1));
    }

    @Test
    void nothingIsPassedToASchedulerThatFailed() {
        board.subscribe(event -> received.add(((SlotReportEvent) event).report()));
        board.unsubscribe();
        board.report(report(0, 0, 1));

        assertThat(received).isEmpty();
    }

    private static SlotReport report(int worker, int attempt, long sequence) {
        return new SlotReport(
                worker,
                attempt,
                sequence,
                "jvm",
                new SlotCounts(1, 1, 0, 0, 0, 0),
                List.of(),
                List.of(),
                WorkerTotals.NONE);
    }
}
