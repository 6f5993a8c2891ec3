package io.omniflow.core.scheduling.policy;

import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.util.List;
import java.util.Optional;

/** What the obvious policies do for those that are compared with them. */
interface Obvious {

    static Obvious of(SchedulerConfig config) {
        return config.type() == SchedulerType.COMPOSED
                ? new ObviousComposed(config)
                : new ObviousPolicy(config);
    }

    List<PricedTask> tasks();

    void add(PricedTask task);

    void remove(PricedTask task);

    void charge(PricedTask task);

    Optional<PricedTask> peek(long nowMs);

    PolicyMemory memory();

    void restore(PolicyMemory memory);
}
