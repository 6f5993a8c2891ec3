package io.omniflow.core.config;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Everything the job is built from, read once from options and validated.
 *
 * @param stages one for each model; names are unique
 * @param engine how models compute
 * @param delivery how results leave
 * @param snapshotIntervalMs milliseconds between host snapshots of a running generation
 * @param events whether progress events are published
 * @param reuse how outputs are reused across generations
 */
public record OmniConfig(
        List<StageConfig> stages,
        EngineConfig engine,
        DeliveryConfig delivery,
        long snapshotIntervalMs,
        boolean events,
        ReuseConfig reuse)
        implements Serializable {

    /** Checks that there are stages with unique names. */
    public OmniConfig {
        stages = List.copyOf(stages);
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(reuse, "reuse");
        long names = stages.stream().map(StageConfig::name).distinct().count();
        if (stages.isEmpty() || names != stages.size()) {
            throw new IllegalArgumentException(
                    "a deployment needs at least one stage, and stage names must be unique: "
                            + stages.stream().map(StageConfig::name).toList());
        }
        if (snapshotIntervalMs < 0) {
            throw new IllegalArgumentException(
                    "the snapshot interval must not be negative: " + snapshotIntervalMs + " ms");
        }
    }

    /** A deployment that reuses exact outputs within each tenant. */
    public OmniConfig(
            List<StageConfig> stages,
            EngineConfig engine,
            DeliveryConfig delivery,
            long snapshotIntervalMs,
            boolean events) {
        this(stages, engine, delivery, snapshotIntervalMs, events, ReuseConfig.DEFAULT);
    }
}
