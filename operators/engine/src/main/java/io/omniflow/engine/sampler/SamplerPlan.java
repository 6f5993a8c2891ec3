package io.omniflow.engine.sampler;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import java.util.Arrays;
import java.util.List;

/**
 * All steps of one generation. Steps count from 0, the first one that is taken. Immutable.
 *
 * @param first how many steps of the whole schedule come before step 0
 * @param timesteps what the model is told at each step
 * @param levels noise level before each step, and the last one after all of them
 * @param updates what each step does
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is read, never compared
public record SamplerPlan(
        int first, float[] timesteps, List<NoiseLevel> levels, List<Update> updates) {

    /** Checks that there is one of everything for each step. */
    public SamplerPlan {
        levels = List.copyOf(levels);
        updates = List.copyOf(updates);
        if (updates.isEmpty()
                || timesteps.length != updates.size()
                || levels.size() != updates.size() + 1) {
            throw new IllegalArgumentException(
                    String.format(
                            "%d timesteps and %d noise levels for %d steps",
                            timesteps.length, levels.size(), updates.size()));
        }
    }

    /**
     * Makes the plan of a late start out of the whole one.
     *
     * @throws InvalidRequestException if the steps cannot be taken, since a number in them would
     *     not be finite
     */
    static SamplerPlan of(
            String name,
            int first,
            float[] timesteps,
            List<NoiseLevel> levels,
            List<Update> taken) {
        if (!taken.stream().allMatch(Update::isFinite)) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_STEPS,
                    String.format(
                            "steps is %d, which %s with this model's parameters cannot take",
                            timesteps.length, name));
        }
        return new SamplerPlan(
                first,
                Arrays.copyOfRange(timesteps, first, timesteps.length),
                levels.subList(first, levels.size()),
                taken);
    }

    /** Returns the number of steps that are taken. */
    public int steps() {
        return updates.size();
    }

    /** Returns what the model is told at a step. */
    public float timestep(int step) {
        return timesteps[step];
    }

    /** Returns the standard deviation of the noise in the latents before a step, or after all. */
    public double sigma(int step) {
        return levels.get(step).noise();
    }

    /** Returns the factor of the picture in the latents before a step, or after all. */
    public double signal(int step) {
        return levels.get(step).signal();
    }

    /**
     * Returns how the picture without noise, as the model foresees it at a step, follows from the
     * latents before the step and the model's guided output: the sampler's own prediction, or that
     * of a rectified flow where the sampler makes none.
     */
    public Prediction picture(int step) {
        Prediction made = updates.get(step).prediction();
        return made == null
                ? PredictionType.FLOW_PREDICTION.picture(levels.get(step), Double.POSITIVE_INFINITY)
                : made;
    }

    /** Returns how many tensors of the latents' shape are remembered between steps. */
    public int historySize() {
        return updates.get(0).history().size();
    }

    /** Returns what a step does. */
    public Update update(int step) {
        return updates.get(step);
    }

    /**
     * Returns the key of the noise that a step adds: the same for the same step of the whole
     * schedule, wherever the generation started or was resumed.
     */
    public long noiseKey(long seed, int step) {
        return StepNoise.key(seed, first + step);
    }
}
