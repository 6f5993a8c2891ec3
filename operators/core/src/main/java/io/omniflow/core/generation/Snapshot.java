package io.omniflow.core.generation;

import java.util.Map;

/**
 * A generation between two steps, in host memory: immutable, serialisable, and sufficient to resume
 * on any worker that holds the same model.
 *
 * @param step number of steps already taken
 * @param tensors the model's own tensors by name, latents first of all
 */
public record Snapshot(int step, Map<String, HostTensor> tensors) {

    /** Checks the step and copies the map. */
    public Snapshot {
        if (step < 0) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        tensors = Map.copyOf(tensors);
    }
}
