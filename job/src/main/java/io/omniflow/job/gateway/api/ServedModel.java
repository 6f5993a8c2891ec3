package io.omniflow.job.gateway.api;

import io.omniflow.core.config.OmniConfig;
import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A model or pipeline that requests may name.
 *
 * @param name its name in requests
 * @param isImage whether it makes pictures; texts otherwise
 * @param revision content hash of its bundle; empty for a pipeline
 * @param stages names of a pipeline's stages in order; empty for a model
 */
public record ServedModel(String name, boolean isImage, String revision, List<String> stages) {

    /** Copies the list. */
    public ServedModel {
        stages = List.copyOf(stages);
    }

    /** Returns the name of the stage whose outputs are the answer. */
    String lastStage() {
        return stages.isEmpty() ? name : stages.get(stages.size() - 1);
    }

    /** Returns what a deployment serves, in its order, models before pipelines. */
    public static List<ServedModel> of(OmniConfig config) {
        Map<String, StageConfig> byName =
                config.stages().stream()
                        .collect(Collectors.toMap(StageConfig::name, Function.identity()));
        List<ServedModel> served = new ArrayList<>();
        for (StageConfig stage : config.stages()) {
            boolean isImage = stage.model().isImage();
            served.add(new ServedModel(stage.name(), isImage, stage.model().revision(), List.of()));
        }
        for (PipelineConfig pipeline : config.pipelines()) {
            String last = pipeline.stages().get(pipeline.stages().size() - 1);
            boolean isImage = byName.get(last).model().isImage();
            served.add(new ServedModel(pipeline.name(), isImage, "", pipeline.stages()));
        }
        return served;
    }
}
