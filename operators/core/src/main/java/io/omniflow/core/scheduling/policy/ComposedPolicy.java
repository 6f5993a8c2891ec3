package io.omniflow.core.scheduling.policy;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Class, then slack, then tenant. Class HIGH goes first. Below it, what can still be answered
 * within its target goes before what is late, so that overload costs some tasks their target and
 * not all of them; of either, tenants within their share go before others; classes NORMAL and LOW
 * take turns by weight (or absolutely, if strict); and the least slack to the target is first. The
 * target of a task is {@value PricedTask#STRETCH} times its expected run time after its arrival, or
 * its deadline if that is earlier.
 *
 * <p>A tenant is within its share while its charged time for its weight is at most {@value
 * #BURST_MS} ms above the least of those that wait. A tenant that asked for less than its share has
 * a credit of {@value #CREDIT_MS} ms when it returns.
 *
 * <p>What is of class HIGH, or can still be answered within its target, may pause a running task:
 * HIGH any other below, and of its own kind one that runs about {@value #PAUSE_RATIO} times as long
 * or longer, so that short tasks do not wait for long ones. What is late pauses nobody, unless it
 * is aged and its turn has come; then it pauses any below HIGH.
 *
 * <p>Nothing waits for ever, if ageing is on: a task that waited one ageing time (of class LOW:
 * two) is aged. Aged tasks go in order of arrival, and get an eighth of the device time whatever
 * else waits. So a task before which aged ones of device time c arrived is released after at most 8
 * c of device time and one task, counted from when it is aged. Without ageing late tasks still get
 * an eighth of what class HIGH leaves.
 */
final class ComposedPolicy implements SchedulingPolicy {

    private static final double BURST_MS = 10_000;
    private static final double CREDIT_MS = 60_000;
    private static final double PAUSE_RATIO = 4;
    private static final double FRONT_WEIGHT = 7;
    private static final double BACK_WEIGHT = 1;

    private static final Comparator<Age> AGES =
            Comparator.comparingLong(Age::atMs).thenComparing(Age::task, Order.ARRIVAL);

    private enum Tier {
        FRONT,
        BACK
    }

    private final SchedulerConfig config;
    private final double burstMs;
    private final Map<Priority, TenantPool> onTime = new EnumMap<>(Priority.class);
    private final Map<Priority, TenantPool> late = new EnumMap<>(Priority.class);
    private final Map<TaskId, Boolean> isLate = new HashMap<>();
    private final TreeSet<PricedTask> targets = new TreeSet<>(Order.TARGET);
    private final TreeSet<Age> ages = new TreeSet<>(AGES);
    private final TreeSet<PricedTask> aged = new TreeSet<>(Order.ARRIVAL);
    private final Accounts<Priority> classes = new Accounts<>(0);
    private final Accounts<String> tenants;
    private final Accounts<Tier> tiers = new Accounts<>(0);

    ComposedPolicy(SchedulerConfig config) {
        this(config, BURST_MS, CREDIT_MS);
    }

    ComposedPolicy(SchedulerConfig config, double burstMs, double creditMs) {
        this.config = config;
        this.burstMs = burstMs;
        this.tenants = new Accounts<>(creditMs);
        for (Priority priority : Priority.values()) {
            onTime.put(priority, new TenantPool(Order.TARGET));
            late.put(priority, new TenantPool(Order.RECOVERY));
        }
    }

    @Override
    public void add(PricedTask task) {
        Priority priority = task.task().priority();
        String tenant = task.task().tenant();
        classes.join(priority, config.weights().of(priority), priority.ordinal());
        tenants.join(tenant, config.weightOf(tenant), task.task().sequence());
        tiers.join(Tier.FRONT, FRONT_WEIGHT, 0);
        onTime.get(priority).add(task);
        targets.add(task);
        isLate.put(task.task().id(), false);
        if (config.agingMs() > 0) {
            ages.add(ageOf(task));
        }
    }

    @Override
    public boolean remove(PricedTask task) {
        Boolean wasLate = isLate.remove(task.task().id());
        if (wasLate == null) {
            return false;
        }
        classes.leave(task.task().priority());
        tenants.leave(task.task().tenant());
        tiers.leave(tier(wasLate));
        pools(wasLate).get(task.task().priority()).remove(task);
        targets.remove(task);
        ages.remove(ageOf(task));
        aged.remove(task);
        return true;
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        age(nowMs);
        if (isLate.isEmpty()) {
            return Optional.empty();
        }
        boolean back = isTurnOfBack();
        return firstOfAgedOrHigh()
                .or(() -> back ? firstBelowHigh(late) : firstBelowHigh(onTime))
                .or(() -> back ? firstBelowHigh(onTime) : firstBelowHigh(late));
    }

    @Override
    public Optional<PricedTask> peekUrgent(long nowMs) {
        age(nowMs);
        return isLate.isEmpty()
                ? Optional.empty()
                : firstOfAgedOrHigh().or(() -> firstBelowHigh(onTime));
    }

    @Override
    public int level(PricedTask task) {
        if (task.task().priority() == Priority.HIGH) {
            return length(task);
        }
        if (isTurnOfBack() && aged.contains(task)) {
            return RunTerms.LEVELS_OF_HIGH - 1;
        }
        boolean itsLate = isLate.get(task.task().id());
        return itsLate ? RunTerms.NOT_URGENT : RunTerms.LEVELS_OF_HIGH + length(task);
    }

    /**
     * Tells tasks apart of which one runs several times as long as the other. While nothing is
     * known of a task it counts as short, so that its equals do not pause it once they are known.
     */
    private static int length(PricedTask task) {
        double ratios = Math.log(Math.max(1, task.runMs())) / Math.log(PAUSE_RATIO);
        return (int) Math.min(RunTerms.LEVELS_OF_HIGH - 2, ratios);
    }

    @Override
    public void charge(PricedTask task) {
        classes.times.charge(task.task().priority(), task.deviceMs());
        tenants.times.charge(task.task().tenant(), task.deviceMs());
        boolean late = isLate.get(task.task().id());
        boolean high = task.task().priority() == Priority.HIGH;
        // class HIGH never goes on the account of the late, who would wait for it
        if (late && (!high || aged.contains(task))) {
            tiers.times.charge(Tier.BACK, task.deviceMs());
        } else if (tiers.waits(Tier.FRONT)) {
            tiers.times.charge(Tier.FRONT, task.deviceMs());
        }
    }

    @Override
    public Ahead ahead(PricedTask task) {
        Priority priority = task.task().priority();
        boolean itsLate = isLate.get(task.task().id());
        Ahead ahead = pools(itsLate).get(priority).before(task);
        if (itsLate) {
            ahead = ahead.plus(onTime.get(priority).all());
        }
        for (Priority other : Priority.values()) {
            if (other.isMoreUrgentThan(priority)) {
                ahead = ahead.plus(onTime.get(other).all());
                ahead =
                        itsLate || other == Priority.HIGH
                                ? ahead.plus(late.get(other).all())
                                : ahead;
            }
        }
        return ahead;
    }

    @Override
    public PolicyMemory memory() {
        return new PolicyMemory(classes.times.memory(), tenants.times.memory());
    }

    @Override
    public void restore(PolicyMemory memory) {
        classes.times.restore(memory.classPasses());
        tenants.times.restore(memory.tenantPasses());
    }

    /** Takes note of whose target is lost and who has waited long. */
    private void age(long nowMs) {
        while (!targets.isEmpty() && targets.first().targetStartMs() < nowMs) {
            PricedTask task = targets.pollFirst();
            onTime.get(task.task().priority()).remove(task);
            late.get(task.task().priority()).add(task);
            isLate.put(task.task().id(), true);
            tiers.leave(Tier.FRONT);
            tiers.join(Tier.BACK, BACK_WEIGHT, 1);
        }
        while (!ages.isEmpty() && ages.first().atMs <= nowMs) {
            aged.add(ages.pollFirst().task);
        }
    }

    private Age ageOf(PricedTask task) {
        int times = Math.max(1, task.task().priority().ordinal());
        return new Age(task.task().arrivedMs() + times * config.agingMs(), task);
    }

    private boolean isTurnOfBack() {
        return tiers.times.first() == Tier.BACK;
    }

    private Optional<PricedTask> firstOfAgedOrHigh() {
        if (isTurnOfBack() && !aged.isEmpty()) {
            return Optional.of(aged.first());
        }
        return firstOf(onTime.get(Priority.HIGH)).or(() -> firstOf(late.get(Priority.HIGH)));
    }

    private Optional<PricedTask> firstOf(TenantPool pool) {
        return pool.first(this::isWithinShare).or(pool::first);
    }

    private Optional<PricedTask> firstBelowHigh(Map<Priority, TenantPool> pools) {
        TenantPool normal = pools.get(Priority.NORMAL);
        TenantPool low = pools.get(Priority.LOW);
        return byClass(normal.first(this::isWithinShare), low.first(this::isWithinShare))
                .or(() -> byClass(normal.first(), low.first()));
    }

    private Optional<PricedTask> byClass(Optional<PricedTask> normal, Optional<PricedTask> low) {
        if (normal.isEmpty() || low.isEmpty()) {
            return normal.or(() -> low);
        }
        boolean lowFirst =
                !config.strict() && classes.times.isBefore(Priority.LOW, Priority.NORMAL);
        return lowFirst ? low : normal;
    }

    private boolean isWithinShare(String tenant) {
        return tenants.times.isWithinShare(tenant, burstMs);
    }

    private Map<Priority, TenantPool> pools(boolean areLate) {
        return areLate ? late : onTime;
    }

    private static Tier tier(boolean isLate) {
        return isLate ? Tier.BACK : Tier.FRONT;
    }

    private record Age(long atMs, PricedTask task) {}

    /** Virtual times of accounts, each of which waits as long as any of its tasks does. */
    private static final class Accounts<K> {

        private final VirtualTimes<K> times;
        private final Map<K, Integer> tasks = new HashMap<>();

        Accounts(double creditMs) {
            times = new VirtualTimes<>(creditMs);
        }

        void join(K key, double weight, long rank) {
            if (tasks.merge(key, 1, Integer::sum) == 1) {
                times.activate(key, weight, rank);
            }
        }

        void leave(K key) {
            if (tasks.merge(key, -1, Integer::sum) == 0) {
                tasks.remove(key);
                times.deactivate(key);
            }
        }

        boolean waits(K key) {
            return tasks.containsKey(key);
        }
    }
}
