package io.omniflow.core.scheduling.policy;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every policy but the composed one in the slowest way: one list, scanned. */
final class ObviousPolicy implements Obvious {

    private final SchedulerConfig config;
    private final boolean classes;
    private final boolean tenants;
    private final Comparator<PricedTask> order;
    private final List<PricedTask> tasks = new ArrayList<>();
    private final Map<TaskId, Priority> places = new HashMap<>();
    private final ObviousShares<Priority> classShares = new ObviousShares<>(0);
    private final Map<Priority, ObviousShares<String>> tenantShares = new HashMap<>();

    ObviousPolicy(SchedulerConfig config) {
        SchedulerType type = config.type();
        this.config = config;
        this.classes = type == SchedulerType.PRIORITY;
        this.tenants = type == SchedulerType.FAIR;
        Comparator<PricedTask> arrival = Comparator.comparing(task -> task.task().sequence());
        this.order =
                type == SchedulerType.DEADLINE
                        ? Comparator.comparing((PricedTask task) -> task.latestStartMs())
                                .thenComparing(arrival)
                        : arrival;
        for (Priority priority : Priority.values()) {
            tenantShares.put(priority, new ObviousShares<>(0));
        }
    }

    @Override
    public List<PricedTask> tasks() {
        return tasks;
    }

    @Override
    public void add(PricedTask task) {
        put(task, classes ? task.task().priority() : Priority.HIGH);
    }

    @Override
    public void remove(PricedTask task) {
        Priority place = places.remove(task.task().id());
        tasks.remove(task);
        if (in(place).isEmpty()) {
            classShares.leave(place);
        }
        if (of(place, task.task().tenant()).isEmpty()) {
            tenantShares.get(place).leave(task.task().tenant());
        }
    }

    @Override
    public void charge(PricedTask task) {
        Priority place = places.get(task.task().id());
        classShares.charge(place, task.deviceMs());
        tenantShares.get(place).charge(task.task().tenant(), task.deviceMs());
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        for (PricedTask due = due(nowMs); due != null; due = due(nowMs)) {
            Priority higher = Priority.values()[places.get(due.task().id()).ordinal() - 1];
            remove(due);
            put(due, higher);
        }
        if (tasks.isEmpty()) {
            return Optional.empty();
        }
        Priority place = Priority.HIGH;
        if (classes) {
            place =
                    config.strict()
                            ? places.values().stream().min(Comparator.naturalOrder()).orElseThrow()
                            : classShares.first();
        }
        return Optional.of(best(place));
    }

    @Override
    public PolicyMemory memory() {
        return new PolicyMemory(
                classes ? classShares.memory() : Map.of(),
                tenants ? tenantShares.get(Priority.HIGH).memory() : Map.of());
    }

    @Override
    public void restore(PolicyMemory memory) {
        classShares.restore(memory.classPasses());
        tenantShares.get(Priority.HIGH).restore(memory.tenantPasses());
    }

    private PricedTask best(Priority place) {
        if (!tenants) {
            return in(place).stream().min(order).orElseThrow();
        }
        ObviousShares<String> shares = tenantShares.get(place);
        return first(place, shares.first());
    }

    private PricedTask first(Priority place, String tenant) {
        return of(place, tenant).stream().min(order).orElseThrow();
    }

    private void put(PricedTask task, Priority place) {
        if (in(place).isEmpty()) {
            classShares.join(place, config.weights().of(place), place.ordinal());
        }
        String tenant = task.task().tenant();
        if (of(place, tenant).isEmpty()) {
            tenantShares.get(place).join(tenant, config.weightOf(tenant), task.task().sequence());
        }
        tasks.add(task);
        places.put(task.task().id(), place);
    }

    private PricedTask due(long nowMs) {
        if (!classes || config.agingMs() == 0) {
            return null;
        }
        return tasks.stream()
                .filter(task -> places.get(task.task().id()) != Priority.HIGH)
                .filter(task -> liftMs(task) <= nowMs)
                .min(
                        Comparator.comparingLong(this::liftMs)
                                .thenComparing(task -> task.task().sequence()))
                .orElse(null);
    }

    private long liftMs(PricedTask task) {
        int lifted = task.task().priority().ordinal() - places.get(task.task().id()).ordinal();
        return task.task().arrivedMs() + (lifted + 1) * config.agingMs();
    }

    private List<PricedTask> in(Priority place) {
        return tasks.stream().filter(task -> places.get(task.task().id()) == place).toList();
    }

    private List<PricedTask> of(Priority place, String tenant) {
        return in(place).stream().filter(task -> task.task().tenant().equals(tenant)).toList();
    }
}
