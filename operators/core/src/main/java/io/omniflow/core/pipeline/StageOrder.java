package io.omniflow.core.pipeline;

import io.omniflow.core.config.PipelineConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which stages are put together so that each comes after all that hand work to it, as
 * a dataflow without loops needs it.
 */
public final class StageOrder {

    private final Map<String, Set<String>> successors = new LinkedHashMap<>();
    private final Set<String> finished = new LinkedHashSet<>();
    private final List<String> path = new ArrayList<>();

    private StageOrder(Collection<String> stages, Collection<PipelineConfig> pipelines) {
        stages.forEach(stage -> successors.put(stage, new LinkedHashSet<>()));
        pipelines.forEach(pipeline -> addEdges(pipeline.stages()));
    }

    /**
     * Returns the stages, first ones first.
     *
     * @param stages names of all stages
     * @param pipelines chains of them
     * @throws IllegalArgumentException naming a loop, if the chains together have one, or a stage
     *     that does not exist
     */
    public static List<String> of(Collection<String> stages, Collection<PipelineConfig> pipelines) {
        StageOrder order = new StageOrder(stages, pipelines);
        order.successors.keySet().forEach(order::visit);
        List<String> lastFirst = new ArrayList<>(order.finished);
        Collections.reverse(lastFirst);
        return lastFirst;
    }

    /** Returns the stages that follow a stage in any of the pipelines, in the order given. */
    public static Set<String> successors(String stage, Collection<PipelineConfig> pipelines) {
        Set<String> next = new LinkedHashSet<>();
        for (PipelineConfig pipeline : pipelines) {
            List<String> chain = pipeline.stages();
            for (int i = 0; i + 1 < chain.size(); i++) {
                if (chain.get(i).equals(stage)) {
                    next.add(chain.get(i + 1));
                }
            }
        }
        return next;
    }

    private void addEdges(List<String> chain) {
        for (int i = 0; i < chain.size(); i++) {
            Set<String> next = successors.get(chain.get(i));
            if (next == null) {
                throw new IllegalArgumentException(
                        "there is no stage '" + chain.get(i) + "' among " + successors.keySet());
            }
            if (i + 1 < chain.size()) {
                next.add(chain.get(i + 1));
            }
        }
    }

    /** Finishes all that a stage leads to, then the stage. */
    private void visit(String stage) {
        if (finished.contains(stage)) {
            return;
        }
        int start = path.indexOf(stage);
        path.add(stage);
        if (start >= 0) {
            throw new IllegalArgumentException(
                    "the pipelines lead from a stage back to itself: "
                            + String.join(" -> ", path.subList(start, path.size())));
        }
        successors.get(stage).forEach(this::visit);
        path.remove(path.size() - 1);
        finished.add(stage);
    }
}
