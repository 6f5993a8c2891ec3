package io.omniflow.core.generation;

import java.util.List;
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
 * @param tokens the tokens of a text so far, in order; empty of a picture
 */
public record Snapshot(
        int step,
        Map<String, HostTensor> tensors,
        Map<String, Double> scalars,
        String pattern,
        List<SavedToken> tokens) {

    /** Checks the step and copies the maps. */
    public Snapshot {
        if (step < 0) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        tensors = Map.copyOf(tensors);
        scalars = Map.copyOf(scalars);
        Objects.requireNonNull(pattern, "pattern");
        tokens = List.copyOf(tokens);
    }

    /** A snapshot of a picture. */
    public Snapshot(
            int step,
            Map<String, HostTensor> tensors,
            Map<String, Double> scalars,
            String pattern) {
        this(step, tensors, scalars, pattern, List.of());
    }

    /** A snapshot of a text, of which everything else is computed again. */
    public static Snapshot ofText(List<SavedToken> tokens) {
        return new Snapshot(tokens.size(), Map.of(), Map.of(), "", tokens);
    }

    /** A snapshot of tensors alone. */
    public Snapshot(int step, Map<String, HostTensor> tensors) {
        this(step, tensors, Map.of(), "");
    }
}
