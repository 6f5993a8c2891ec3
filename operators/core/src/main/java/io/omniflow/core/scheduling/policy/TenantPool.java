package io.omniflow.core.scheduling.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Tasks in one order, and the first of each tenant at hand. */
final class TenantPool {

    /** How many tenants are asked whether they may go first, so that a decision stays short. */
    private static final int LOOK = 32;

    private final Comparator<PricedTask> order;
    private final Map<String, RankedTasks> queues = new HashMap<>();
    private final TreeSet<PricedTask> heads;
    private double deviceMs;
    private int tasks;

    TenantPool(Comparator<PricedTask> order) {
        this.order = order;
        this.heads = new TreeSet<>(order);
    }

    void add(PricedTask task) {
        String tenant = task.task().tenant();
        RankedTasks queue = queues.computeIfAbsent(tenant, name -> new RankedTasks(order));
        if (!queue.isEmpty()) {
            heads.remove(queue.first());
        }
        queue.add(task);
        heads.add(queue.first());
        tasks++;
        deviceMs += task.deviceMs();
    }

    /** Takes a task out that is in. */
    void remove(PricedTask task) {
        String tenant = task.task().tenant();
        RankedTasks queue = queues.get(tenant);
        heads.remove(queue.first());
        queue.remove(task);
        if (queue.isEmpty()) {
            queues.remove(tenant);
        } else {
            heads.add(queue.first());
        }
        tasks--;
        deviceMs = tasks == 0 ? 0 : deviceMs - task.deviceMs();
    }

    /** Returns the first task. */
    Optional<PricedTask> first() {
        return heads.isEmpty() ? Optional.empty() : Optional.of(heads.first());
    }

    /** Returns the first task of a tenant that the predicate accepts. */
    Optional<PricedTask> first(Predicate<String> tenant) {
        return heads.stream()
                .limit(LOOK)
                .filter(head -> tenant.test(head.task().tenant()))
                .findFirst();
    }

    /** Returns all of it. */
    Ahead all() {
        return new Ahead(tasks, deviceMs);
    }

    /** Returns what goes before a task, whoever's it is. */
    Ahead before(PricedTask task) {
        return queues.values().stream()
                .map(queue -> queue.before(task))
                .reduce(Ahead.NOTHING, Ahead::plus);
    }
}
