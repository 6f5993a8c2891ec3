package io.omniflow.core.generation;

import java.util.Map;
import java.util.Objects;

/**
 * A generation between two steps, in host memory: immutable, serialisable, and sufficient to resume
 * on any worker that holds the same model.
 *
 * @param step number of steps already taken
 * @param tensors the model's own tensors by name, latents first of all
 * @param scalars the model's own numbers by name, such as what a step cache has accumulated
 * @param pattern which of the steps taken were computed, as in {@link StepCacheReport#pattern}
 */
public record Snapshot(
        int step, Map<String, HostTensor> tensors, Map<String, Double> scalars, String pattern) {

    /** Checks the step and copies the maps. */
    public Snapshot {
        if (step < 0) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        tensors = Map.copyOf(tensors);
        scalars = Map.copyOf(scalars);
        Objects.requireNonNull(pattern, "pattern");
    }

    /** A snapshot of tensors alone. */
    public Snapshot(int step, Map<String, HostTensor> tensors) {
        this(step, tensors, Map.of(), "");
    }
}
