package io.omniflow.core.scheduling;

import io.omniflow.core.request.Priority;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** A configuration that is being changed; it is checked as a whole when it is built. */
final class SchedulerDraft {

    SchedulerType type;
    boolean strict;
    final Map<Priority, Double> weights = new EnumMap<>(Priority.class);
    final Map<String, Double> tenantWeights;
    long agingMs;
    int maxTotal;
    final Map<Priority, Integer> maxOfClass = new EnumMap<>(Priority.class);
    int maxOfTenant;
    long requestTimeoutMs;
    long workerTimeoutMs;
    boolean preemption;
    int maxPauses;
    int rememberedIds;
    long rememberIdsMs;
    int knownOutputs;

    SchedulerDraft(SchedulerConfig config) {
        type = config.type();
        strict = config.strict();
        tenantWeights = new TreeMap<>(config.tenantWeights());
        agingMs = config.agingMs();
        setLimits(config.limits());
        for (Priority priority : Priority.values()) {
            weights.put(priority, config.weights().of(priority));
        }
        requestTimeoutMs = config.requestTimeoutMs();
        workerTimeoutMs = config.workerTimeoutMs();
        preemption = config.preemption();
        maxPauses = config.maxPauses();
        rememberedIds = config.rememberedIds();
        rememberIdsMs = config.rememberIdsMs();
        knownOutputs = config.knownOutputs();
    }

    void setLimits(QueueLimits limits) {
        maxTotal = limits.total();
        maxOfTenant = limits.tenant();
        for (Priority priority : Priority.values()) {
            maxOfClass.put(priority, limits.of(priority));
        }
    }

    /** Throws {@link IllegalArgumentException} if a value is out of range. */
    SchedulerConfig build() {
        return new SchedulerConfig(
                type,
                strict,
                new PriorityWeights(
                        weights.get(Priority.HIGH),
                        weights.get(Priority.NORMAL),
                        weights.get(Priority.LOW)),
                tenantWeights,
                agingMs,
                new QueueLimits(
                        maxTotal,
                        maxOfClass.get(Priority.HIGH),
                        maxOfClass.get(Priority.NORMAL),
                        maxOfClass.get(Priority.LOW),
                        maxOfTenant),
                requestTimeoutMs,
                workerTimeoutMs,
                preemption,
                maxPauses,
                rememberedIds,
                rememberIdsMs,
                knownOutputs);
    }
}
