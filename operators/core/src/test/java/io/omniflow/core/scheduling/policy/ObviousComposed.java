package io.omniflow.core.scheduling.policy;

import io.omniflow.core.request.Priority;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The composed policy in the slowest way: one list, scanned. */
final class ObviousComposed implements Obvious {

    static final double BURST_MS = 100;
    static final double CREDIT_MS = 150;

    private final SchedulerConfig config;
    private final List<PricedTask> tasks = new ArrayList<>();
    private final Set<PricedTask> late = new HashSet<>();
    private final ObviousShares<Priority> classes = new ObviousShares<>(0);
    private final ObviousShares<String> tenants = new ObviousShares<>(CREDIT_MS);
    private final ObviousShares<Boolean> tiers = new ObviousShares<>(0);
    private long now;

    ObviousComposed(SchedulerConfig config) {
        this.config = config;
    }

    @Override
    public List<PricedTask> tasks() {
        return tasks;
    }

    @Override
    public void add(PricedTask task) {
        Priority priority = task.task().priority();
        String tenant = task.task().tenant();
        if (none(t -> t.task().priority() == priority)) {
            classes.join(priority, config.weights().of(priority), priority.ordinal());
        }
        if (none(t -> t.task().tenant().equals(tenant))) {
            tenants.join(tenant, config.weightOf(tenant), task.task().sequence());
        }
        if (none(t -> !late.contains(t))) {
            tiers.join(false, 7, 0);
        }
        tasks.add(task);
    }

    @Override
    public void remove(PricedTask task) {
        tasks.remove(task);
        boolean wasLate = late.remove(task);
        if (none(t -> t.task().priority() == task.task().priority())) {
            classes.leave(task.task().priority());
        }
        if (none(t -> t.task().tenant().equals(task.task().tenant()))) {
            tenants.leave(task.task().tenant());
        }
        if (none(t -> late.contains(t) == wasLate)) {
            tiers.leave(wasLate);
        }
    }

    @Override
    public void charge(PricedTask task) {
        classes.charge(task.task().priority(), task.deviceMs());
        tenants.charge(task.task().tenant(), task.deviceMs());
        boolean back =
                late.contains(task) && (task.task().priority() != Priority.HIGH || isAged(task));
        if (back || !none(t -> !late.contains(t))) {
            tiers.charge(back, task.deviceMs());
        }
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        now = nowMs;
        tasks.stream()
                .filter(task -> !late.contains(task) && targetStart(task) < now)
                .sorted(by(ObviousComposed::targetStart))
                .toList()
                .forEach(this::makeLate);
        if (tasks.isEmpty()) {
            return Optional.empty();
        }
        boolean back = tiers.first();
        Optional<PricedTask> aged =
                tasks.stream().filter(this::isAged).min(by(task -> task.task().sequence()));
        if (back && aged.isPresent()) {
            return aged;
        }
        return best(false, task -> isHigh(task))
                .or(() -> best(true, task -> isHigh(task)))
                .or(() -> belowHigh(back))
                .or(() -> belowHigh(!back));
    }

    @Override
    public PolicyMemory memory() {
        return new PolicyMemory(classes.memory(), tenants.memory());
    }

    @Override
    public void restore(PolicyMemory memory) {
        classes.restore(memory.classPasses());
        tenants.restore(memory.tenantPasses());
    }

    private void makeLate(PricedTask task) {
        boolean first = late.isEmpty();
        late.add(task);
        if (none(t -> !late.contains(t))) {
            tiers.leave(false);
        }
        if (first) {
            tiers.join(true, 1, 1);
        }
    }

    private Optional<PricedTask> belowHigh(boolean areLate) {
        for (boolean share : new boolean[] {true, false}) {
            Predicate<PricedTask> may = task -> !share || isWithinShare(task);
            Optional<PricedTask> normal =
                    first(areLate, may.and(t -> t.task().priority() == Priority.NORMAL));
            Optional<PricedTask> low =
                    first(areLate, may.and(t -> t.task().priority() == Priority.LOW));
            if (normal.isPresent() && low.isPresent()) {
                boolean lowFirst =
                        !config.strict() && classes.isBefore(Priority.LOW, Priority.NORMAL);
                return lowFirst ? low : normal;
            }
            if (normal.isPresent() || low.isPresent()) {
                return normal.or(() -> low);
            }
        }
        return Optional.empty();
    }

    private Optional<PricedTask> best(boolean areLate, Predicate<PricedTask> which) {
        return first(areLate, which.and(this::isWithinShare)).or(() -> first(areLate, which));
    }

    private Optional<PricedTask> first(boolean areLate, Predicate<PricedTask> which) {
        return tasks.stream()
                .filter(task -> late.contains(task) == areLate)
                .filter(which)
                .min(
                        areLate
                                ? by(ObviousComposed::recoveryStart)
                                : by(ObviousComposed::targetStart));
    }

    private boolean isWithinShare(PricedTask task) {
        return tenants.mayGoFirst(task.task().tenant(), BURST_MS);
    }

    private boolean isAged(PricedTask task) {
        int times = task.task().priority() == Priority.LOW ? 2 : 1;
        return config.agingMs() > 0 && now >= task.task().arrivedMs() + times * config.agingMs();
    }

    private boolean none(Predicate<PricedTask> which) {
        return tasks.stream().noneMatch(which);
    }

    private static boolean isHigh(PricedTask task) {
        return task.task().priority() == Priority.HIGH;
    }

    private static long targetStart(PricedTask task) {
        long latest = task.dueMs() - (long) task.runMs();
        return task.runMs() == 0
                ? latest
                : Math.min(latest, task.task().arrivedMs() + 2 * (long) task.runMs());
    }

    private static long recoveryStart(PricedTask task) {
        long latest = task.dueMs() - (long) task.runMs();
        return Math.min(latest, task.task().arrivedMs() + 8 * (long) task.runMs());
    }

    private interface Key {
        long of(PricedTask task);
    }

    private static Comparator<PricedTask> by(Key key) {
        return Comparator.comparingLong(key::of).thenComparing(task -> task.task().sequence());
    }
}
