package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The sampler of rectified flows: Euler steps along the predicted velocity, at the noise levels of
 * diffusers' scheduler of the same name.
 *
 * @param trainTimesteps number of timesteps of the training
 * @param shift how far the noise levels are shifted towards noise
 */
public record FlowMatchEulerDiscreteScheduler(int trainTimesteps, double shift) implements Sampler {

    /** The class name in diffusers. */
    public static final String NAME = "FlowMatchEulerDiscreteScheduler";

    private static final List<String> UNSUPPORTED =
            List.of(
                    "use_dynamic_shifting",
                    "invert_sigmas",
                    "shift_terminal",
                    "use_karras_sigmas",
                    "use_exponential_sigmas",
                    "use_beta_sigmas",
                    "stochastic_sampling");

    private static final Set<String> KNOWN =
            Set.of(
                    "num_train_timesteps",
                    "shift",
                    "use_dynamic_shifting",
                    "base_shift",
                    "max_shift",
                    "base_image_seq_len",
                    "max_image_seq_len",
                    "invert_sigmas",
                    "shift_terminal",
                    "use_karras_sigmas",
                    "use_exponential_sigmas",
                    "use_beta_sigmas",
                    "time_shift_type",
                    "stochastic_sampling");

    /** Reads {@code scheduler/scheduler_config.json} and refuses what is not computed here. */
    public static FlowMatchEulerDiscreteScheduler read(ConfigFile file) {
        String type = file.has("_class_name") ? file.text("_class_name") : "";
        if (!type.equals("FlowMatchEulerDiscreteScheduler")) {
            throw file.invalid("'_class_name' is not supported: " + type);
        }
        file.refuseOthers(KNOWN);
        UNSUPPORTED.forEach(file::refuse);
        double shift = file.number("shift", 1.0);
        if (shift <= 0) {
            throw file.invalid("'shift' must be greater than 0: " + shift);
        }
        return new FlowMatchEulerDiscreteScheduler(
                file.positive("num_train_timesteps", 1000), shift);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SamplerPlan plan(int steps, int tokens, int first) {
        float[] sigmas = sigmas(steps);
        float[] timesteps = new float[steps - first];
        List<NoiseLevel> levels = new ArrayList<>();
        List<Update> updates = new ArrayList<>();
        for (int i = first; i < steps; i++) {
            timesteps[i - first] = sigmas[i] * trainTimesteps;
            levels.add(NoiseLevel.flow(sigmas[i]));
            // In float32, as the reference subtracts.
            float delta = sigmas[i + 1] - sigmas[i];
            updates.add(new Update(null, new Combination(1, delta, 0, 0), List.of()));
        }
        levels.add(NoiseLevel.flow(0));
        return new SamplerPlan(first, timesteps, levels, updates);
    }

    /**
     * Returns the noise levels of diffusers' {@code set_timesteps} and 0 after them: it works in
     * float64 between bounds that it keeps in float32, and shifts those bounds a second time.
     */
    private float[] sigmas(int steps) {
        double first = (double) bound(trainTimesteps) * trainTimesteps;
        double last = (double) bound(1) * trainTimesteps;
        double stride = steps > 1 ? (last - first) / (steps - 1) : 0;
        float[] sigmas = new float[steps + 1];
        for (int i = 0; i < steps; i++) {
            double time = i > 0 && i == steps - 1 ? last : i * stride + first;
            double sigma = time / trainTimesteps;
            sigmas[i] = (float) (shift * sigma / (1 + (shift - 1) * sigma));
        }
        return sigmas;
    }

    private float bound(int timestep) {
        float sigma = (float) timestep / trainTimesteps;
        return (float) shift * sigma / (1 + (float) (shift - 1) * sigma);
    }
}
