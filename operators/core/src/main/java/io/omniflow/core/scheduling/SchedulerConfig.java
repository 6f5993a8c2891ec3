package io.omniflow.core.scheduling;

import io.omniflow.core.error.CoreModuleException;
import io.omniflow.core.error.ErrorCode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How one stage schedules. All of it but the memories of ids and of known outputs can be changed
 * while the job runs.
 *
 * @param type the policy
 * @param strict classes are absolute: weights do not count
 * @param weights shares of the classes
 * @param tenantWeights shares of tenants by name; others weigh 1
 * @param agingMs milliseconds of waiting that lift a task by one class; 0 for no lift
 * @param limits largest numbers of waiting tasks
 * @param requestTimeoutMs milliseconds from arrival after which a task expires
 * @param workerTimeoutMs milliseconds after which a step that has not returned counts as hung
 * @param preemption whether an urgent task may pause a running one
 * @param maxPauses how often one generation may be paused
 * @param rememberedIds largest number of request ids that are remembered to tell duplicates
 * @param rememberIdsMs how long an id is remembered, in milliseconds
 * @param knownOutputs largest number of stored outputs that are known; 0 to know none
 */
public record SchedulerConfig(
        SchedulerType type,
        boolean strict,
        PriorityWeights weights,
        Map<String, Double> tenantWeights,
        long agingMs,
        QueueLimits limits,
        long requestTimeoutMs,
        long workerTimeoutMs,
        boolean preemption,
        int maxPauses,
        int rememberedIds,
        long rememberIdsMs,
        int knownOutputs)
        implements Serializable {

    private static final int MAX_TENANT_WEIGHTS = 1_000;

    /** Class, slack and tenant, 100 000 waiting tasks and known outputs, a million ids an hour. */
    public static final SchedulerConfig DEFAULT =
            new SchedulerConfig(
                    SchedulerType.COMPOSED,
                    false,
                    PriorityWeights.DEFAULT,
                    Map.of(),
                    600_000,
                    QueueLimits.of(100_000),
                    3_600_000,
                    300_000,
                    true,
                    8,
                    1_000_000,
                    3_600_000,
                    100_000);

    /** Checks that every bound is positive. */
    public SchedulerConfig {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(limits, "limits");
        tenantWeights = Map.copyOf(tenantWeights);
        require(agingMs >= 0, "aging", agingMs);
        require(requestTimeoutMs > 0, "request timeout", requestTimeoutMs);
        require(workerTimeoutMs > 0, "worker timeout", workerTimeoutMs);
        require(maxPauses >= 0, "largest number of pauses", maxPauses);
        require(rememberedIds > 0, "number of remembered ids", rememberedIds);
        require(rememberIdsMs > 0, "time that ids are remembered", rememberIdsMs);
        require(knownOutputs >= 0, "number of known outputs", knownOutputs);
        require(
                tenantWeights.size() <= MAX_TENANT_WEIGHTS,
                "number of tenant weights",
                tenantWeights.size());
        tenantWeights.forEach(
                (tenant, weight) ->
                        require(
                                weight > 0 && Double.isFinite(weight),
                                "weight of tenant '" + tenant + "'",
                                weight));
    }

    /** Returns this configuration with another policy. */
    public SchedulerConfig withType(SchedulerType other) {
        SchedulerDraft draft = new SchedulerDraft(this);
        draft.type = other;
        return draft.build();
    }

    /** Returns this configuration with other queue limits. */
    public SchedulerConfig withLimits(QueueLimits other) {
        SchedulerDraft draft = new SchedulerDraft(this);
        draft.setLimits(other);
        return draft.build();
    }

    /** Returns this configuration with another memory of ids. */
    public SchedulerConfig withRememberedIds(int ids, long forMs) {
        SchedulerDraft draft = new SchedulerDraft(this);
        draft.rememberedIds = ids;
        draft.rememberIdsMs = forMs;
        return draft.build();
    }

    /** Returns this configuration with another memory of known outputs. */
    public SchedulerConfig withKnownOutputs(int outputs) {
        SchedulerDraft draft = new SchedulerDraft(this);
        draft.knownOutputs = outputs;
        return draft.build();
    }

    /**
     * Returns this configuration with values of {@link SchedulerOption}s laid over it, all or none.
     *
     * @param values texts by full key
     * @throws CoreModuleException with INVALID_CONFIG that names the bad key or value and the
     *     expected form
     */
    public SchedulerConfig with(Map<String, String> values) {
        SchedulerDraft draft = new SchedulerDraft(this);
        new TreeMap<>(values).forEach((key, text) -> optionOf(key).write(draft, key, text));
        try {
            return draft.build();
        } catch (IllegalArgumentException e) {
            throw new CoreModuleException(ErrorCode.INVALID_CONFIG, e.getMessage(), e);
        }
    }

    /** Returns the texts of all {@link SchedulerOption}s by full key, tenant weights included. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (SchedulerOption option : SchedulerOption.values()) {
            if (option.isFamily()) {
                new TreeMap<>(tenantWeights)
                        .forEach(
                                (tenant, weight) ->
                                        values.put(option.key() + tenant, String.valueOf(weight)));
            } else {
                values.put(option.key(), option.read(this));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /** Returns the weight of a tenant. */
    public double weightOf(String tenant) {
        return tenantWeights.getOrDefault(tenant, 1.0);
    }

    private static SchedulerOption optionOf(String key) {
        return SchedulerOption.of(key)
                .orElseThrow(
                        () ->
                                new CoreModuleException(
                                        ErrorCode.INVALID_CONFIG,
                                        "'"
                                                + key
                                                + "' is no option that can be changed; expected one"
                                                + " of "
                                                + Arrays.stream(SchedulerOption.values())
                                                        .map(SchedulerOption::key)
                                                        .collect(Collectors.joining(", "))));
    }

    private static void require(boolean valid, String what, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "the " + what + " of a scheduler is out of range: " + value);
        }
    }
}
