package io.omniflow.core.scheduling.policy;

import java.util.Comparator;
import java.util.Optional;

/**
 * One queue in one order that does not change while tasks wait.
 *
 * <p>Nothing waits for ever. By arrival, a task waits for the device time of those that came
 * before. By slack, it is overtaken only by tasks whose latest start is before its own: once its
 * own has come, no task that arrives and can still end in time goes before it, and the others
 * expire. So beyond its latest start it waits for tasks that were there already, at most.
 */
final class RankedPolicy implements SchedulingPolicy {

    private final RankedTasks tasks;

    RankedPolicy(Comparator<PricedTask> order) {
        this.tasks = new RankedTasks(order);
    }

    @Override
    public void add(PricedTask task) {
        tasks.add(task);
    }

    @Override
    public boolean remove(PricedTask task) {
        return tasks.remove(task);
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        return Optional.ofNullable(tasks.first());
    }

    @Override
    public void charge(PricedTask task) {}

    @Override
    public Ahead ahead(PricedTask task) {
        return tasks.before(task);
    }

    @Override
    public PolicyMemory memory() {
        return PolicyMemory.EMPTY;
    }

    @Override
    public void restore(PolicyMemory memory) {}
}
