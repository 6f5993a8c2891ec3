package io.omniflow.core.scheduling;

import io.omniflow.core.scheduling.cost.CostModel;
import java.util.List;

/** What is known of the time that tasks take in one stage. Not thread-safe. */
final class StageCosts {

    private final CostModel costs = new CostModel();
    private final ExpectedSteps expected = new ExpectedSteps();

    void learn(SlotReport report) {
        costs.learn(report);
        expected.learn(report);
    }

    /** Returns the expected device time that one step costs a task, in milliseconds, or 0. */
    double memberMs(Shape shape) {
        return costs.memberMs(shape);
    }

    /** Returns the expected time from one step of a task to its next, in milliseconds, or 0. */
    double latencyMs(Shape shape) {
        return costs.latencyMs(shape);
    }

    /** Returns the expected time of a step that a task takes alone, in milliseconds, or 0. */
    double aloneMs(Shape shape) {
        return costs.aloneMs(shape);
    }

    /** Returns how many steps are expected of one that takes so many at most. */
    double steps(int most) {
        return expected.of(most);
    }

    /** Returns how many computed steps the rest of a running task is expected to be worth. */
    double rest(RunningTask task) {
        return task.rest(expected);
    }

    /** Returns the expected time of a task here from its first step to its end, in ms, or 0. */
    double runMs(LaterStage task) {
        return latencyMs(task.shape()) * steps(task.steps()) * task.effort();
    }

    /** Returns the least time of a task here, in milliseconds; 0 if unknown. */
    double leastMs(LaterStage task) {
        return aloneMs(task.shape()) * task.steps() * task.leastEffort();
    }

    /** Returns a number that grows whenever an expectation has moved by more than a tenth. */
    long version() {
        return costs.version() + expected.version();
    }

    /** Returns what steps cost, for {@link #restore}. */
    List<LearnedCost> memory() {
        return costs.memory();
    }

    /** Returns how many steps a text is expected to take, for {@link #restore}; 0 if unknown. */
    double expectedSteps() {
        return expected.memory();
    }

    /** Takes what was known. */
    void restore(SchedulerMemory memory) {
        costs.restore(memory.costs());
        expected.restore(memory.expectedSteps());
    }
}
