package io.omniflow.executor.admission;

import io.omniflow.core.config.PipelineConfig;
import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.ModelSpec;
import io.omniflow.core.request.RequestRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What requests may ask for by name: models, and chains of them. */
final class Served {

    private final Map<String, List<ModelSpec>> chains = new TreeMap<>();

    /** Serves models under their names and pipelines under theirs. */
    Served(Map<String, ModelSpec> models, List<PipelineConfig> pipelines) {
        models.forEach((name, model) -> chains.put(name, List.of(model)));
        for (PipelineConfig pipeline : pipelines) {
            chains.put(pipeline.name(), pipeline.stages().stream().map(models::get).toList());
        }
    }

    /**
     * Returns what a name stands for; no name stands for the only one.
     *
     * @throws InvalidRequestException with UNKNOWN_MODEL if there is none
     */
    Target target(String name) {
        String wanted =
                name.isEmpty() && chains.size() == 1 ? chains.keySet().iterator().next() : name;
        List<ModelSpec> chain = chains.get(wanted);
        if (chain == null) {
            throw new InvalidRequestException(
                    ErrorCode.UNKNOWN_MODEL,
                    "model must be one of "
                            + List.copyOf(chains.keySet())
                            + ", not "
                            + RequestRules.shown(name));
        }
        return new Target(wanted, chain);
    }

    /**
     * The stages that serve a request.
     *
     * @param name the name that the request gave
     * @param chain the models in order; one if it is no pipeline
     */
    record Target(String name, List<ModelSpec> chain) {

        boolean isPipeline() {
            return chain.size() > 1;
        }

        ModelSpec first() {
            return chain.get(0);
        }

        ModelSpec last() {
            return chain.get(chain.size() - 1);
        }

        /** Tells whether one of the stages makes pictures. */
        boolean paints() {
            return chain.stream().anyMatch(ModelSpec::isImage);
        }

        /** Tells whether one of the stages writes texts. */
        boolean writes() {
            return !chain.stream().allMatch(ModelSpec::isImage);
        }
    }
}
