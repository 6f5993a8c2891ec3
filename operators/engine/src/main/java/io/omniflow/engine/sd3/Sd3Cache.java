package io.omniflow.engine.sd3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.omniflow.core.generation.HostTensor;
import io.omniflow.core.generation.Snapshot;
import io.omniflow.core.generation.StepCacheReport;
import io.omniflow.core.stepcache.StepCacheKind;
import io.omniflow.core.stepcache.StepCacheSpec;
import io.omniflow.engine.script.Kernels;
import io.omniflow.engine.stepcache.StepCacheHistory;
import io.omniflow.engine.stepcache.StepCaches;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The step cache of one generation: its decisions, the tensors that reused steps are made of, and
 * the count of what was computed. This one reuses nothing. For the thread of the model.
 */
class Sd3Cache {

    private static final String EVALUATIONS = "evaluations";
    private static final String SPARED = "spared";

    private final StepCacheSpec spec;
    private final StepCacheHistory history;
    private final CacheTensors tensors;
    private final String prefix;
    private long evaluations;
    private long spared;

    Sd3Cache(StepCacheSpec spec, StepCacheHistory history, CacheTensors tensors) {
        this.spec = spec;
        this.history = history;
        this.tensors = tensors;
        this.prefix = "cache." + spec.kind().text() + ".";
    }

    /**
     * Decides a step before anything of it is computed, where that can be decided.
     *
     * @return true if {@link #output} makes the step's output
     */
    boolean reusesOutput(int step) {
        return history.reuses(step, 0, false);
    }

    /**
     * Makes the output of a reused step.
     *
     * @param owner owns the result, unless the cache itself keeps it
     * @param sigma noise level before the step
     * @return float32, one row for each branch or one in all
     */
    NDArray output(NDManager owner, Kernels kernels, NDArray latents, double sigma) {
        throw new IllegalStateException("no step cache " + spec.kind().text() + " of outputs");
    }

    /** Asks for what a step shows, before {@link #keep}. */
    void measure(Distances distances, StepOutcome outcome) {}

    /** Keeps of a step what later ones reuse; its tensors are freed afterwards. */
    void keep(Kernels kernels, Distances distances, StepOutcome outcome) {}

    /** Returns the names of the tensors that a snapshot holds. */
    List<String> saved() {
        return List.of();
    }

    /** Returns the numbers that a snapshot holds besides the policy's. */
    Map<String, Double> numbers() {
        return Map.of();
    }

    /** Takes up the numbers of a snapshot. */
    void restore(Map<String, Double> numbers) {}

    StepCacheHistory history() {
        return history;
    }

    CacheTensors tensors() {
        return tensors;
    }

    /** Counts block evaluations. */
    void count(long run, long notRun) {
        evaluations += run;
        spared += notRun;
    }

    /** Returns what the generation's users are told. */
    StepCacheReport report() {
        boolean all = history.reused() == 0;
        return new StepCacheReport(
                StepCaches.text(spec),
                spec.level(),
                evaluations,
                spared,
                all ? "" : history.pattern());
    }

    /** Copies everything to host memory that {@link #restore(Snapshot, Shape)} needs. */
    Snapshot snapshot(int step, Map<String, HostTensor> others) {
        Map<String, HostTensor> all = new HashMap<>(others);
        saved().forEach(name -> tensors.save(name, prefix + name, all));
        Map<String, Double> scalars = new HashMap<>();
        Map<String, Double> own = new HashMap<>(history.scalars());
        own.putAll(numbers());
        own.put(EVALUATIONS, (double) evaluations);
        own.put(SPARED, (double) spared);
        own.forEach((name, value) -> scalars.put(prefix + name, value));
        String pattern = spec.kind() == StepCacheKind.OFF ? "" : history.pattern();
        return new Snapshot(step, all, scalars, pattern);
    }

    /**
     * Takes up a snapshot.
     *
     * @param latents shape of the latents
     */
    void restore(Snapshot from, Shape latents) {
        saved().forEach(name -> tensors.restore(name, prefix + name, from.tensors(), latents));
        Map<String, Double> own = new HashMap<>();
        from.scalars().forEach((name, value) -> own.put(stripped(name), value));
        history.restore(from.step(), from.pattern(), own);
        restore(own);
        evaluations = own.getOrDefault(EVALUATIONS, 0.0).longValue();
        spared = own.getOrDefault(SPARED, 0.0).longValue();
    }

    private String stripped(String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
