package io.omniflow.core.scheduling.policy;

import io.omniflow.core.scheduling.RunTerms;
import io.omniflow.core.scheduling.SchedulerConfig;
import java.util.Optional;

/**
 * An ordered set of waiting tasks. The time of an operation is logarithmic in the number of tasks,
 * amortised. Not thread-safe.
 */
public interface SchedulingPolicy {

    /** Adds a task that is not in the set. */
    void add(PricedTask task);

    /** Takes a task out; tells whether it was in. */
    boolean remove(PricedTask task);

    /** Returns the task whose turn it is, and leaves it in. */
    Optional<PricedTask> peek(long nowMs);

    /** Returns the task whose turn it would be if only those went that may pause others. */
    default Optional<PricedTask> peekUrgent(long nowMs) {
        return peek(nowMs);
    }

    /**
     * Returns how urgent a task of the set is: it may pause one of a higher level; {@link
     * RunTerms#NOT_URGENT} if it may pause none.
     */
    default int level(PricedTask task) {
        return 0;
    }

    /** Books a task's device time on those it runs for; it is still in the set. */
    void charge(PricedTask task);

    /** Returns what would be released before a task of the set; an estimate of linear sharing. */
    Ahead ahead(PricedTask task);

    /** Returns who is ahead of the others by how much. */
    PolicyMemory memory();

    /** Takes what was remembered, before any task. */
    void restore(PolicyMemory memory);

    /** Creates the empty policy that a configuration asks for. */
    static SchedulingPolicy of(SchedulerConfig config) {
        return switch (config.type()) {
            case FIFO -> new RankedPolicy(Order.ARRIVAL);
            case DEADLINE -> new RankedPolicy(Order.SLACK);
            case FAIR -> new TenantPolicy(config::weightOf, Order.ARRIVAL);
            case PRIORITY -> new ClassPolicy(config, () -> new RankedPolicy(Order.ARRIVAL));
            case COMPOSED -> new ComposedPolicy(config);
        };
    }
}
