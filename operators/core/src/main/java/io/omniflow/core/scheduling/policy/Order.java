package io.omniflow.core.scheduling.policy;

import java.util.Comparator;

/** Total orders of tasks; arrival breaks every tie. */
final class Order {

    /** First come first. */
    static final Comparator<PricedTask> ARRIVAL =
            Comparator.comparingLong(priced -> priced.task().sequence());

    /** Least slack first, which is the earliest latest start at any moment. */
    static final Comparator<PricedTask> SLACK =
            Comparator.comparingLong(PricedTask::latestStartMs).thenComparing(ARRIVAL);

    /** Least slack to the target first. */
    static final Comparator<PricedTask> TARGET =
            Comparator.comparingLong(PricedTask::targetStartMs).thenComparing(ARRIVAL);

    /** For those whose target is lost: the ones that have waited most for their size first. */
    static final Comparator<PricedTask> RECOVERY =
            Comparator.comparingLong(PricedTask::recoveryMs).thenComparing(ARRIVAL);

    private Order() {}
}
