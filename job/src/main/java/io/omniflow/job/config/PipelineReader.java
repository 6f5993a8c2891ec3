package io.omniflow.job.config;

import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.config.StageConfig;
import io.omniflow.core.pipeline.StageOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** Reads the pipelines of a deployment, below {@code pipelines.}. */
final class PipelineReader {

    static final String PREFIX = "pipelines.";

    private static final String NAME = "NAME";

    private final Configuration config;

    private final Set<String> stages;

    private final Set<String> painting;

    PipelineReader(Configuration config, List<StageConfig> stages) {
        this.config = config;
        this.stages = stages.stream().map(StageConfig::name).collect(Collectors.toSet());
        this.painting =
                stages.stream()
                        .filter(stage -> stage.model().isImage())
                        .map(StageConfig::name)
                        .collect(Collectors.toSet());
    }

    /** Returns the setting that stands for those of all pipelines. */
    static Setting<List<String>> any() {
        return chain(NAME);
    }

    List<PipelineConfig> read() {
        List<PipelineConfig> pipelines =
                config.keySet().stream()
                        .filter(key -> key.startsWith(PREFIX))
                        .sorted()
                        .map(key -> pipeline(key.substring(PREFIX.length())))
                        .toList();
        checkForLoops(pipelines);
        pipelines.forEach(this::checkForTexts);
        return pipelines;
    }

    private PipelineConfig pipeline(String name) {
        if (!StageSettings.isName(name)) {
            throw Setting.invalid(
                    "a pipeline name consists of letters, digits, '-' and '_', unlike '"
                            + name
                            + "'");
        }
        if (stages.contains(name)) {
            throw Setting.invalid(
                    PREFIX + name + " needs another name: a stage is called '" + name + "' too");
        }
        List<String> chain = chain(name).read(config).stream().map(String::strip).toList();
        for (String stage : chain) {
            if (!stages.contains(stage)) {
                throw Setting.invalid(
                        PREFIX
                                + name
                                + " names the stage '"
                                + stage
                                + "', but the stages are "
                                + stages.stream().sorted().toList());
            }
        }
        return new PipelineConfig(name, chain);
    }

    private void checkForTexts(PipelineConfig pipeline) {
        for (String stage : pipeline.stages().subList(0, pipeline.stages().size() - 1)) {
            if (painting.contains(stage)) {
                throw Setting.invalid(
                        PREFIX
                                + pipeline.name()
                                + " needs stages that write texts before its last, but '"
                                + stage
                                + "' makes pictures");
            }
        }
    }

    private void checkForLoops(List<PipelineConfig> pipelines) {
        try {
            StageOrder.of(stages, pipelines);
        } catch (IllegalArgumentException e) {
            throw Setting.invalid(e.getMessage());
        }
    }

    private static Setting<List<String>> chain(String name) {
        ConfigOption<List<String>> option =
                ConfigOptions.key(PREFIX + name)
                        .stringType()
                        .asList()
                        .noDefaultValue()
                        .withDescription(
                                "Stages that form a pipeline, each working on what the one before"
                                        + " it wrote: NAME is its name in requests. All but the"
                                        + " last write text.");
        return new Setting<>(
                option, "a list of at least two stages such as 'words;shapes'", c -> c.size() > 1);
    }
}
