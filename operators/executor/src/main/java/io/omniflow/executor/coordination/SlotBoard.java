package io.omniflow.executor.coordination;

import io.omniflow.core.scheduling.SlotReport;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where the two coordinators of a stage meet in the JobManager: the newest report of each worker,
 * passed on to the scheduling operator while it runs. Nothing of it is checkpointed; after a
 * restore workers announce themselves. Called from the JobManager's main thread only.
 */
final class SlotBoard {

    private final Map<Integer, SlotReport> newest = new HashMap<>();
    private final Map<Integer, Integer> firstValidAttempt = new HashMap<>();
    private @Nullable Consumer<OperatorEvent> subscriber;
    private int workers = Integer.MAX_VALUE;

    /** Drops the workers that a stage with so many does not have, now and later. */
    void limit(int parallelism) {
        workers = parallelism;
        newest.keySet().removeIf(worker -> worker >= parallelism);
    }

    /**
     * Takes a report and passes it on, unless it is outdated, of an attempt that has ended, or of a
     * worker that the stage does not have.
     *
     * @return whether it was taken
     */
    boolean report(SlotReport report) {
        SlotReport known = newest.get(report.worker());
        boolean ended = report.attempt() < firstValidAttempt.getOrDefault(report.worker(), 0);
        if (ended || report.worker() >= workers || (known != null && !report.isNewerThan(known))) {
            return false;
        }
        newest.put(report.worker(), report);
        if (subscriber != null) {
            subscriber.accept(new SlotReportEvent(report));
        }
        return true;
    }

    /** Passes on that a worker gives a generation up, unless that is of an attempt that ended. */
    void giveUp(GiveUpRequest request) {
        boolean ended = request.attempt() < firstValidAttempt.getOrDefault(request.worker(), 0);
        if (!ended && subscriber != null) {
            subscriber.accept(new GiveUpEvent(request.worker(), request.generation()));
        }
    }

    /** Forgets what an attempt reported; anything of it that is still on its way is ignored. */
    void attemptEnded(int worker, int attempt) {
        firstValidAttempt.merge(worker, attempt + 1, Math::max);
        forget(worker);
    }

    /** Forgets what a worker reported. */
    void forget(int worker) {
        newest.remove(worker);
    }

    /** Forgets all workers. */
    void forgetAll() {
        newest.clear();
    }

    /** Starts passing reports on, beginning with all that are known. */
    void subscribe(Consumer<OperatorEvent> consumer) {
        subscriber = consumer;
        newest.values().forEach(report -> consumer.accept(new SlotReportEvent(report)));
    }

    /** Stops passing reports on. */
    void unsubscribe() {
        subscriber = null;
    }
}
