package io.omniflow.engine.diffusion;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.List;
import java.util.Set;

/**
 * The sampler of rectified flows: Euler steps along the predicted velocity, at the noise levels of
 * diffusers' scheduler of the same name.
 *
 * @param trainTimesteps number of timesteps of the training
 * @param shift how far the noise levels are shifted towards noise
 */
public record FlowMatchEulerDiscreteScheduler(int trainTimesteps, double shift) {

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

    /**
     * Returns the timesteps and noise levels of a number of steps, equal to those of diffusers'
     * {@code set_timesteps}: it works in float64 between bounds that it keeps in float32, and
     * shifts those bounds a second time.
     */
    public Schedule schedule(int steps) {
        double first = (double) bound(trainTimesteps) * trainTimesteps;
        double last = (double) bound(1) * trainTimesteps;
        double stride = steps > 1 ? (last - first) / (steps - 1) : 0;
        float[] timesteps = new float[steps];
        float[] sigmas = new float[steps + 1];
        for (int i = 0; i < steps; i++) {
            double time = i > 0 && i == steps - 1 ? last : i * stride + first;
            double sigma = time / trainTimesteps;
            sigmas[i] = (float) (shift * sigma / (1 + (shift - 1) * sigma));
            timesteps[i] = sigmas[i] * trainTimesteps;
        }
        return new Schedule(timesteps, sigmas);
    }

    private float bound(int timestep) {
        float sigma = (float) timestep / trainTimesteps;
        return (float) shift * sigma / (1 + (float) (shift - 1) * sigma);
    }
}
