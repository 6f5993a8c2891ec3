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

    PipelineReader(Configuration config, List<StageConfig> stages) {
        this.config = config;
        this.stages = stages.stream().map(StageConfig::name).collect(Collectors.toSet());
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
