package io.omniflow.job.bench.schedule;

import io.omniflow.core.scheduling.SchedulerConfig;
import io.omniflow.core.scheduling.SchedulerType;
import java.util.List;

/**
 * A configuration that is compared with others.
 *
 * @param name what to call it
 * @param config the configuration
 */
record PolicyCase(String name, SchedulerConfig config) {

    static final String FIFO = "fifo";

    static final String COMPOSED = "composed";

    /** Returns all policies with their defaults. */
    static List<PolicyCase> all() {
        return List.of(
                new PolicyCase(FIFO, of(SchedulerType.FIFO, false)),
                new PolicyCase("priority", of(SchedulerType.PRIORITY, false)),
                new PolicyCase("priority-strict", of(SchedulerType.PRIORITY, true)),
                new PolicyCase("deadline", of(SchedulerType.DEADLINE, false)),
                new PolicyCase("fair", of(SchedulerType.FAIR, false)),
                new PolicyCase(COMPOSED, of(SchedulerType.COMPOSED, false)));
    }

    /**
     * Tells whether a request was forgotten: it never ended, or it waited until its request timeout
     * ended it, which is the bound of every policy.
     */
    static boolean isStarved(Outcome outcome) {
        boolean timedOut =
                outcome.end() == Outcome.End.EXPIRED && outcome.request().deadlineMs() == 0;
        return timedOut || outcome.end() == Outcome.End.STUCK;
    }

    private static SchedulerConfig of(SchedulerType type, boolean strict) {
        SchedulerConfig defaults = SchedulerConfig.DEFAULT;
        return new SchedulerConfig(
                type,
                strict,
                defaults.weights(),
                defaults.tenantWeights(),
                defaults.agingMs(),
                defaults.limits(),
                defaults.requestTimeoutMs(),
                defaults.workerTimeoutMs(),
                defaults.preemption(),
                defaults.maxPauses(),
                defaults.rememberedIds(),
                defaults.rememberIdsMs(),
                defaults.knownOutputs());
    }
}
