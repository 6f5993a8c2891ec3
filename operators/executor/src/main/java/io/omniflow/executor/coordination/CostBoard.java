package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Where the stages of a job learn in the JobManager what tasks cost in the others, for pipelines
 * that lead there: each worker's costs go to the scheduling operators of all other stages, at most
 * once in {@value #INTERVAL_MS} ms. They are sums since the worker's attempt began, so what is left
 * out is in a later one. Nothing of it is checkpointed. Called from the JobManager's main thread
 * only.
 */
final class CostBoard {

    private static final long INTERVAL_MS = 1_000;

    private final Map<Seat, OtherStageEvent> newest = new HashMap<>();
    private final Map<Seat, Long> toldMs = new HashMap<>();
    private final Map<String, Consumer<OperatorEvent>> subscribers = new HashMap<>();

    /** Takes a report of a stage's worker. */
    void report(String stage, SlotReport report, long nowMs) {
        if (report.costs().isEmpty()) {
            return;
        }
        Seat seat = new Seat(stage, report.worker());
        OtherStageEvent event = new OtherStageEvent(stage, costsOf(report));
        newest.put(seat, event);
        Long told = toldMs.get(seat);
        if (told == null || nowMs - told >= INTERVAL_MS) {
            toldMs.put(seat, nowMs);
            subscribers.forEach(
                    (other, consumer) -> {
                        if (!other.equals(stage)) {
                            consumer.accept(event);
                        }
                    });
        }
    }

    /** Starts telling a stage of the others, beginning with all that is known. */
    void subscribe(String stage, Consumer<OperatorEvent> consumer) {
        subscribers.put(stage, consumer);
        newest.values().stream()
                .filter(event -> !event.stage().equals(stage))
                .forEach(consumer::accept);
    }

    /** Stops telling a stage. */
    void unsubscribe(String stage) {
        subscribers.remove(stage);
    }

    private static SlotReport costsOf(SlotReport report) {
        return new SlotReport(
                report.worker(),
                report.attempt(),
                report.sequence(),
                report.process(),
                report.counts(),
                List.of(),
                report.costs(),
                WorkerTotals.NONE,
                report.texts());
    }
}
