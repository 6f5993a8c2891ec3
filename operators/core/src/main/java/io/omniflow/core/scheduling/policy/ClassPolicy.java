package io.omniflow.core.scheduling.policy;

import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.PriorityWeights;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Classes of tasks, each with a policy of its own. Under contention classes get device time in
 * proportion to their weights, by stride scheduling charged with expected cost; or the highest
 * class that waits goes first, absolutely. Waiting lifts a task by one class for each ageing time.
 *
 * <p>Nothing waits for ever. With weights, let c be the device time of the tasks of its class that
 * go before a task and of the last one that its class was charged for; a class of weight w releases
 * the task after at most c times W / w of device time and one task of each other class, where W is
 * the sum of the weights. With absolute classes a task is in class HIGH after two ageing times at
 * the latest, and waits there as the policy of the class says; without ageing absolute classes have
 * no bound.
 */
final class ClassPolicy implements SchedulingPolicy {

    private static final Comparator<Lift> LIFTS =
            Comparator.comparingLong(Lift::atMs)
                    .thenComparingLong(lift -> lift.task.task().sequence());

    private final boolean strict;
    private final PriorityWeights weights;
    private final long agingMs;
    private final Map<Priority, Member> members = new EnumMap<>(Priority.class);
    private final VirtualTimes<Priority> times = new VirtualTimes<>();
    private final Map<TaskId, Priority> places = new HashMap<>();
    private final TreeSet<Lift> lifts = new TreeSet<>(LIFTS);

    ClassPolicy(SchedulerConfig config, Supplier<SchedulingPolicy> within) {
        this.strict = config.strict();
        this.weights = config.weights();
        this.agingMs = config.agingMs();
        for (Priority priority : Priority.values()) {
            members.put(priority, new Member(within.get()));
        }
    }

    @Override
    public void add(PricedTask task) {
        put(task, task.task().priority());
    }

    @Override
    public boolean remove(PricedTask task) {
        Priority place = places.remove(task.task().id());
        if (place == null) {
            return false;
        }
        Member member = members.get(place);
        member.remove(task);
        lifts.remove(liftOf(task, place));
        if (member.tasks == 0) {
            times.deactivate(place);
        }
        return true;
    }

    @Override
    public Optional<PricedTask> peek(long nowMs) {
        while (!lifts.isEmpty() && lifts.first().atMs <= nowMs) {
            lift(lifts.first().task);
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        return members.get(strict ? highest() : times.first()).policy.peek(nowMs);
    }

    @Override
    public void charge(PricedTask task) {
        Priority place = places.get(task.task().id());
        members.get(place).policy.charge(task);
        times.charge(place, task.deviceMs());
    }

    @Override
    public Ahead ahead(PricedTask task) {
        Priority place = places.get(task.task().id());
        Ahead own = members.get(place).policy.ahead(task);
        Ahead ahead = own;
        for (Map.Entry<Priority, Member> other : members.entrySet()) {
            if (other.getKey() != place) {
                Ahead all = other.getValue().all();
                if (!strict) {
                    double ratio = weights.of(other.getKey()) / weights.of(place);
                    ahead = ahead.plus(all.within(own.deviceMs() * ratio));
                } else if (other.getKey().isMoreUrgentThan(place)) {
                    ahead = ahead.plus(all);
                }
            }
        }
        return ahead;
    }

    @Override
    public PolicyMemory memory() {
        return new PolicyMemory(times.memory(), Map.of());
    }

    @Override
    public void restore(PolicyMemory memory) {
        times.restore(memory.classPasses());
    }

    private void put(PricedTask task, Priority place) {
        Member member = members.get(place);
        if (member.tasks == 0) {
            times.activate(place, weights.of(place), place.ordinal());
        }
        member.add(task);
        places.put(task.task().id(), place);
        if (agingMs > 0 && place != Priority.HIGH) {
            lifts.add(liftOf(task, place));
        }
    }

    private void lift(PricedTask task) {
        Priority place = places.get(task.task().id());
        remove(task);
        put(task, Priority.values()[place.ordinal() - 1]);
    }

    /** The lift out of a place: the number of ageing times it takes is that of the places left. */
    private Lift liftOf(PricedTask task, Priority place) {
        int lift = task.task().priority().ordinal() - place.ordinal() + 1;
        return new Lift(task.task().arrivedMs() + lift * agingMs, task);
    }

    private Priority highest() {
        for (Map.Entry<Priority, Member> member : members.entrySet()) {
            if (member.getValue().tasks > 0) {
                return member.getKey();
            }
        }
        throw new IllegalStateException("no task waits");
    }

    private record Lift(long atMs, PricedTask task) {}

    /** One class. */
    private static final class Member {

        private final SchedulingPolicy policy;
        private int tasks;
        private double deviceMs;

        Member(SchedulingPolicy policy) {
            this.policy = policy;
        }

        void add(PricedTask task) {
            policy.add(task);
            tasks++;
            deviceMs += task.deviceMs();
        }

        void remove(PricedTask task) {
            policy.remove(task);
            tasks--;
            deviceMs = tasks == 0 ? 0 : deviceMs - task.deviceMs();
        }

        Ahead all() {
            return new Ahead(tasks, deviceMs);
        }
    }
}
