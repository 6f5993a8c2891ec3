package io.omniflow.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TextParams;
import io.omniflow.core.request.TextSampling;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step of a text takes 10 ms here, and texts have had 12 tokens of the 256 that they may. */
class TextSchedulingTest {

    private static final int MOST = 256;

    private static final TextTotals TWELVE = new TextTotals(4, 48);

    private final OmniScheduler scheduler =
            new OmniScheduler("words", Scheduling.config(SchedulerType.COMPOSED));

    @Test
    void aQueuedTextIsExpectedToBeAsLongAsOthers() {
        scheduler.report(report(0, TWELVE), 1_000);

        assertThat(scheduler.enqueue(text("a", 0, 1), 1_000))
                .isEqualTo(new Placement.Queued(0, 1_000, 1_120));
        assertThat(scheduler.next(1_000)).isPresent();
        assertThat(scheduler.enqueue(text("b", 0, 1), 1_000))
                .isEqualTo(new Placement.Queued(0, 1_120, 1_240));

        scheduler.report(report(1, TWELVE, running(4)), 1_040);
        scheduler.remove(Scheduling.id("b"));
        assertThat(scheduler.enqueue(text("b", 0, 1), 1_040))
                .isEqualTo(new Placement.Queued(0, 1_120, 1_240));
    }

    @Test
    void beforeTheFirstAllTokensAreExpected() {
        scheduler.report(report(0, TextTotals.NONE), 0);
        assertThat(scheduler.enqueue(text("a", 0, 1), 0))
                .isEqualTo(new Placement.Queued(0, 0, 2_560));
    }

    @Test
    void whatIsExpectedIsRemembered() {
        scheduler.report(report(0, TWELVE), 0);
        OmniScheduler restored =
                new OmniScheduler("words", Scheduling.config(SchedulerType.COMPOSED));
        restored.restore(scheduler.memory());
        restored.report(Scheduling.idle(0, 1), 0);
        assertThat(restored.enqueue(text("a", 0, 1), 0)).isEqualTo(new Placement.Queued(0, 0, 120));
    }

    @Test
    void aDeadlineIsOutOfReachOnlyWhenASingleTokenMissesIt() {
        scheduler.report(report(0, TWELVE), 0);
        scheduler.enqueue(text("a", 60, 1), 0);
        scheduler.enqueue(text("all", 2_559, MOST), 0);

        assertThat(scheduler.expire(0))
                .extracting(e -> e.task().id().requestId())
                .containsExactly("all");
        assertThat(scheduler.expire(50)).isEmpty();
        assertThat(scheduler.expire(51))
                .extracting(Expiry::reason)
                .containsExactly(Expiry.Reason.DEADLINE_OUT_OF_REACH);
    }

    @Test
    void whatIsChargedIsTheExpectation() {
        Prices prices = new Prices();
        prices.learn(report(0, TWELVE));
        SchedulerConfig config = Scheduling.config(SchedulerType.FAIR);

        assertThat(prices.of(text("a", 0, 1), config).deviceMs()).isEqualTo(120);
        assertThat(prices.of(text("a", 0, 1), config).runMs()).isEqualTo(120);
        assertThat(prices.restDeviceMs(running(4))).isEqualTo(80);
        assertThat(prices.restMs(running(100))).isEqualTo(10);
    }

    @Test
    void aTextMayEndAtItsFirstTokenUnlessNothingElseEndsIt() {
        TextParams usual = new TextParams("a", 40);
        assertThat(usual.leastSteps()).isEqualTo(1);
        assertThat(endless(List.of()).leastSteps()).isEqualTo(40);
        assertThat(endless(List.of("stop")).leastSteps()).isEqualTo(1);
    }

    private static TextParams endless(List<String> stops) {
        return new TextParams("a", 40, TextSampling.GREEDY, 0, stops, List.of(), true);
    }

    private static SlotReport report(long sequence, TextTotals texts, RunningTask... running) {
        return new SlotReport(
                0,
                0,
                sequence,
                "jvm",
                new SlotCounts(1, 1, 0, 0, 0, 0),
                List.of(running),
                List.of(new StepCost(Shape.TEXT, 1, 100, 1_000)),
                WorkerTotals.NONE,
                texts);
    }

    private static RunningTask running(int step) {
        return new RunningTask(
                Scheduling.id("a"),
                List.of(),
                "print-a",
                "key",
                Shape.TEXT,
                RunTerms.NOT_URGENT,
                RunState.RUNNING,
                step,
                MOST);
    }

    private static WaitingTask text(String name, long deadlineMs, int leastTokens) {
        return new WaitingTask(
                Scheduling.id(name),
                Priority.NORMAL,
                "",
                name.hashCode(),
                0,
                deadlineMs,
                Shape.TEXT,
                MOST,
                1,
                (double) leastTokens / MOST,
                List.of(),
                "print-" + name,
                "print-" + name,
                "key",
                List.of());
    }
}
