package io.omniflow.job.bench.schedule;

import io.omniflow.core.batching.RunOrder;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.result.TaskStatus;
import io.omniflow.core.scheduling.Shape;
import io.omniflow.core.scheduling.SlotCounts;
import io.omniflow.core.scheduling.SlotReport;
import io.omniflow.core.scheduling.StepCost;
import io.omniflow.core.scheduling.WorkerTotals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One device: at each step boundary it chooses who advances, and it reports what the real worker
 * reports. Time is the caller's.
 */
final class SimulatedWorker {

    private static final String PROCESS = "simulation";

    private final int index;
    private final DeviceSettings settings;
    private final List<SimulatedTask> held = new ArrayList<>();
    private final Map<Kind, Cost> costs = new LinkedHashMap<>();
    private final Map<TaskStatus, Long> ended = new EnumMap<>(TaskStatus.class);
    private final Turns turns = new Turns();
    private List<SimulatedTask> batch = List.of();
    private double stepMs;
    private double busyMs;
    private long reports;
    private long completed;
    private long preemptions;

    SimulatedWorker(int index, DeviceSettings settings) {
        this.index = index;
        this.settings = settings;
    }

    /** Takes a task that was released to this worker. */
    void take(SimulatedTask task) {
        held.add(task);
    }

    /** Tells whether it could begin a step now. */
    boolean isReady() {
        return batch.isEmpty() && !held.isEmpty();
    }

    /** Begins a step and returns its duration in milliseconds. */
    double beginStep() {
        batch = turns.next(choose());
        double alone = batch.stream().mapToDouble(SimulatedTask::stepMs).average().orElseThrow();
        stepMs = alone * BatchCurve.factor(batch.size());
        return stepMs;
    }

    /** Picks those that advance until the next boundary; others that run pause. */
    private List<SimulatedTask> choose() {
        List<SimulatedTask> chosen = RunOrder.choose(held, settings.slots());
        for (SimulatedTask task : held) {
            if (task.isRunning() && !chosen.contains(task)) {
                task.pause();
                preemptions++;
            }
        }
        chosen.forEach(SimulatedTask::run);
        return chosen;
    }

    /** Returns those that take the step under way; empty between steps. */
    List<SimulatedTask> batch() {
        return batch;
    }

    /** Ends the step. */
    void endStep() {
        busyMs += stepMs;
        batch.forEach(SimulatedTask::stepped);
        Kind kind = new Kind(batch.get(0).shape(), batch.size());
        costs.computeIfAbsent(kind, k -> new Cost()).add(stepMs);
        batch = List.of();
    }

    /** Lets go of those that are done or past their deadline. */
    List<SimulatedTask> release(long nowMs) {
        List<SimulatedTask> gone =
                held.stream().filter(t -> t.isDone() || t.isPastDeadline(nowMs)).toList();
        for (SimulatedTask task : gone) {
            completed++;
            ended.merge(task.isDone() ? TaskStatus.COMPLETED : TaskStatus.EXPIRED, 1L, Long::sum);
        }
        held.removeAll(gone);
        return gone;
    }

    /** Returns the next report. */
    SlotReport report() {
        int slots = settings.slots();
        SlotCounts counts =
                new SlotCounts(
                        slots,
                        slots + settings.prefetch(),
                        StageConfig.PAUSED_PER_SLOT * slots,
                        0,
                        completed,
                        0);
        return new SlotReport(
                index,
                0,
                reports++,
                PROCESS,
                counts,
                held.stream().map(SimulatedTask::describe).toList(),
                costs.entrySet().stream().map(e -> e.getValue().of(e.getKey())).toList(),
                new WorkerTotals(ended, 0, preemptions));
    }

    long preemptions() {
        return preemptions;
    }

    /** Returns the time it has computed. */
    double busyMs() {
        return busyMs;
    }

    /** A kind of step. */
    private record Kind(Shape shape, int batch) {}

    /** Sums of one kind of step. */
    private static final class Cost {

        private long steps;
        private double totalMs;

        void add(double stepMs) {
            steps++;
            totalMs += stepMs;
        }

        StepCost of(Kind kind) {
            return new StepCost(kind.shape(), kind.batch(), steps, totalMs);
        }
    }
}
