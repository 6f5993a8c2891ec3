package io.omniflow.core.config;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A chain of stages under a name of its own: each works on what the one before it has written.
 *
 * @param name the pipeline's name, which requests give in place of a model's
 * @param stages names of its stages in order, at least two
 */
public record PipelineConfig(String name, List<String> stages) implements Serializable {

    /** Checks that there is a chain. */
    public PipelineConfig {
        Objects.requireNonNull(name, "name");
        stages = List.copyOf(stages);
        if (stages.size() < 2) {
            throw new IllegalArgumentException(
                    "pipeline '" + name + "' needs at least two stages, not " + stages);
        }
    }
}
