package io.omniflow.core.config;

import io.omniflow.core.pipeline.StageOrder;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Everything the job is built from, read once from options and validated.
 *
 * @param stages one for each model; names are unique
 * @param engine how models compute
 * @param delivery how results leave
 * @param snapshotIntervalMs milliseconds between host snapshots of a running generation
 * @param events whether progress events are published
 * @param reuse how outputs are reused across generations
 * @param pipelines chains of stages; their names are unique and none is a stage's
 */
public record OmniConfig(
        List<StageConfig> stages,
        EngineConfig engine,
        DeliveryConfig delivery,
        long snapshotIntervalMs,
        boolean events,
        ReuseConfig reuse,
        List<PipelineConfig> pipelines)
        implements Serializable {

    /** Checks that there are stages, that names are unique, and that no pipelines form a loop. */
    public OmniConfig {
        stages = List.copyOf(stages);
        pipelines = List.copyOf(pipelines);
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(reuse, "reuse");
        List<String> names =
                Stream.concat(
                                stages.stream().map(StageConfig::name),
                                pipelines.stream().map(PipelineConfig::name))
                        .toList();
        if (stages.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException(
                    "a deployment needs at least one stage, and the names of stages and pipelines"
                            + " must be unique: "
                            + names);
        }
        StageOrder.of(names.subList(0, stages.size()), pipelines);
        for (PipelineConfig pipeline : pipelines) {
            checkTexts(pipeline, stages);
        }
        if (snapshotIntervalMs < 0) {
            throw new IllegalArgumentException(
                    "the snapshot interval must not be negative: " + snapshotIntervalMs + " ms");
        }
    }

    private static void checkTexts(PipelineConfig pipeline, List<StageConfig> stages) {
        List<String> writing = pipeline.stages().subList(0, pipeline.stages().size() - 1);
        for (StageConfig stage : stages) {
            if (writing.contains(stage.name()) && stage.model().isImage()) {
                throw new IllegalArgumentException(
                        "all stages of pipeline '"
                                + pipeline.name()
                                + "' but the last must write texts, but '"
                                + stage.name()
                                + "' makes pictures");
            }
        }
    }

    /** A deployment without pipelines. */
    public OmniConfig(
            List<StageConfig> stages,
            EngineConfig engine,
            DeliveryConfig delivery,
            long snapshotIntervalMs,
            boolean events,
            ReuseConfig reuse) {
        this(stages, engine, delivery, snapshotIntervalMs, events, reuse, List.of());
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
