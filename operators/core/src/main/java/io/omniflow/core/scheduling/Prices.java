package io.omniflow.core.scheduling;

import io.omniflow.core.scheduling.policy.PricedTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What waiting tasks are expected to cost, by what is known now. Not thread-safe. */
final class Prices {

    /** So often at most all that waits is priced anew, which takes longer than a decision. */
    private static final long REPRICING_INTERVAL_MS = 1_000;

    /** More waiting tasks than this to a millisecond of the interval make it longer. */
    private static final int REPRICED_TASKS_PER_MS = 10;

    /** Stands for the device time of a compute unit while nothing is known: shares still hold. */
    private static final double NOMINAL_MS_PER_UNIT = 0.01;

    private final StageCosts costs = new StageCosts();
    private final Map<String, StageCosts> later = new HashMap<>();
    private long pricedVersion;
    private long pricedMs = Long.MIN_VALUE / 2;

    void learn(SlotReport report) {
        costs.learn(report);
    }

    /** Learns what tasks take in another stage. */
    void learn(String stage, SlotReport report) {
        later.computeIfAbsent(stage, name -> new StageCosts()).learn(report);
    }

    /** Tells whether it is time to price all that waits anew, and takes it that this is done. */
    boolean haveMoved(int waiting, long nowMs) {
        long interval = Math.max(REPRICING_INTERVAL_MS, waiting / REPRICED_TASKS_PER_MS);
        long version = version();
        if (version == pricedVersion || nowMs - pricedMs < interval) {
            return false;
        }
        pricedVersion = version;
        pricedMs = nowMs;
        return true;
    }

    private long version() {
        long version = costs.version();
        for (StageCosts stage : later.values()) {
            version += stage.version();
        }
        return version;
    }

    /** Prices a task, which should end early enough for the stages that are still to come. */
    PricedTask of(WaitingTask task, SchedulerConfig config) {
        double memberMs = costs.memberMs(task.shape());
        double charged = memberMs > 0 ? memberMs : NOMINAL_MS_PER_UNIT * task.shape().units();
        double steps = costs.steps(task.steps());
        long timeout = task.arrivedMs() + config.requestTimeoutMs();
        return new PricedTask(
                task,
                charged * Math.max(1, steps) * task.effort(),
                costs.latencyMs(task.shape()) * steps * task.effort(),
                task.deadlineMs() > 0
                        ? Math.min(task.deadlineMs() - (long) Math.ceil(laterMs(task)), timeout)
                        : timeout);
    }

    /**
     * Returns the time that a task is expected to run in the stages still to come, in milliseconds;
     * what is not known of them counts as 0, and so does waiting there.
     */
    double laterMs(WaitingTask task) {
        double ms = 0;
        for (LaterStage stage : task.later()) {
            StageCosts known = later.get(stage.stage());
            ms += known == null ? 0 : known.runMs(stage);
        }
        return ms;
    }

    private double laterLeastMs(WaitingTask task) {
        double ms = 0;
        for (LaterStage stage : task.later()) {
            StageCosts known = later.get(stage.stage());
            ms += known == null ? 0 : known.leastMs(stage);
        }
        return ms;
    }

    /**
     * Returns how long a task takes at least, here and in the stages still to come, in
     * milliseconds; 0 if that does not matter. A text may end before it is expected to, so what is
     * expected of it does not count here.
     */
    long leastMs(WaitingTask task, SchedulerConfig config) {
        return switch (config.type()) {
            case DEADLINE, COMPOSED ->
                    (long)
                            (costs.aloneMs(task.shape()) * task.steps() * task.leastEffort()
                                    + laterLeastMs(task));
            case FIFO, PRIORITY, FAIR -> 0;
        };
    }

    /** Returns the task at the quality level at which it would run if it began now. */
    WaitingTask choose(WaitingTask task, long nowMs) {
        double exactMs = costs.latencyMs(task.shape()) * costs.steps(task.steps());
        return task.at(LevelChoice.of(task, exactMs, nowMs));
    }

    /**
     * Tells whether a task may share a generation at its own level that has so much device time
     * before it: one that may move does so only if that makes its deadline, or if it would run at
     * this level itself.
     */
    boolean mayJoin(WaitingTask task, double restMs, long nowMs) {
        if (task.alternatives().isEmpty() || task.deadlineMs() <= 0) {
            return true;
        }
        double memberMs = costs.memberMs(task.shape());
        double latency = memberMs > 0 ? costs.latencyMs(task.shape()) / memberMs : 0;
        return nowMs + restMs * latency <= task.deadlineMs()
                || choose(task, nowMs).fingerprint().equals(task.fingerprint());
    }

    /** Returns the device time that a running task is expected to cost yet, in ms; 0 if unknown. */
    double restDeviceMs(RunningTask task) {
        return costs.memberMs(task.shape()) * costs.rest(task);
    }

    /** Returns in how many milliseconds a running task is expected to end; 0 if unknown. */
    double restMs(RunningTask task) {
        return costs.latencyMs(task.shape()) * costs.rest(task);
    }

    /** Returns what steps cost, for {@link #restore}. */
    List<LearnedCost> memory() {
        return costs.memory();
    }

    /** Returns how many steps a text is expected to take, for {@link #restore}; 0 if unknown. */
    double expectedSteps() {
        return costs.expectedSteps();
    }

    /** Takes what was known. */
    void restore(SchedulerMemory memory) {
        costs.restore(memory);
    }
}
