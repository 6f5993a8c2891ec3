package io.omniflow.core.scheduling.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Tenants share device time by weight: the one with the least charged time for its weight goes
 * first (virtual token counter, arXiv 2401.00588), with its tasks in an order of their own.
 *
 * <p>Nothing waits for ever: between two tenants that wait all the time, charged time for weight
 * differs by at most two of the largest such charges. So a task with device time c of its own
 * tenant ahead, at a tenant of weight w, is released after at most c times W / w and two tasks of
 * each other tenant, where W is the sum of the weights of the tenants that wait meanwhile.
 */
final class TenantPolicy implements SchedulingPolicy {

    private final ToDoubleFunction<String> weights;
    private final Comparator<PricedTask> order;
    private final Map<String, Member> members = new HashMap<>();
    private final VirtualTimes<String> times = new VirtualTimes<>();
    private int tasks;
    private double deviceMs;

    TenantPolicy(ToDoubleFunction<String> weights, Comparator<PricedTask> order) {
        this.weights = weights;
        this.order = order;
    }

    @Override
    public void add(PricedTask task) {
        String tenant = task.task().tenant();
        Member member = members.get(tenant);
        if (member == null) {
            member = new Member(tenant, new RankedTasks(order));
            members.put(tenant, member);
            times.activate(tenant, weights.applyAsDouble(tenant), task.task().sequence());
        }
        member.queue.add(task);
        tasks++;
        deviceMs += task.deviceMs();
    }

    @Override
    public boolean remove(PricedTask task) {
        Member member = members.get(task.task().tenant());
        if (member == null || !member.queue.remove(task)) {
            return false;
        }
        tasks--;
        deviceMs = tasks == 0 ? 0 : deviceMs - task.deviceMs();
        if (member.queue.isEmpty()) {
            members.remove(member.tenant);
            times.deactivate(member.tenant);
        }
        return true;
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        if (tasks == 0) {
            return Optional.empty();
        }
        return Optional.of(members.get(times.first()).queue.first());
    }

    @Override
    public void charge(PricedTask task) {
        times.charge(task.task().tenant(), task.deviceMs());
    }

    @Override
    public Ahead ahead(PricedTask task) {
        Member member = members.get(task.task().tenant());
        Ahead own = member.queue.before(task);
        Ahead all = member.queue.all();
        Ahead others = new Ahead(tasks - all.tasks(), Math.max(0, deviceMs - all.deviceMs()));
        double weight = weights.applyAsDouble(member.tenant);
        double ratio = (times.waitingWeight() - weight) / weight;
        return own.plus(others.within(own.deviceMs() * ratio));
    }

    @Override
    public PolicyMemory memory() {
        return new PolicyMemory(Map.of(), times.memory());
    }

    @Override
    public void restore(PolicyMemory memory) {
        times.restore(memory.tenantPasses());
    }

    /** The tasks of one tenant. */
    private static final class Member {

        private final String tenant;
        private final RankedTasks queue;

        Member(String tenant, RankedTasks queue) {
            this.tenant = tenant;
            this.queue = queue;
        }
    }
}
