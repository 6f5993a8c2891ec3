package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sampler of rectified flows: Euler steps along the predicted velocity, at the noise levels of
 * diffusers' scheduler of the same name.
 */
public final class FlowMatchEulerDiscreteScheduler implements Sampler {

    /** The class name in diffusers. */
    public static final String NAME = "FlowMatchEulerDiscreteScheduler";

    private static final double MAX_SHIFT = 1.15;

    private static final Set<String> KNOWN =
            Stream.concat(
                            FlowShift.KNOWN.stream(),
                            Stream.of(
                                    "num_train_timesteps",
                                    "shift",
                                    "invert_sigmas",
                                    "use_karras_sigmas",
                                    "use_exponential_sigmas",
                                    "use_beta_sigmas",
                                    "stochastic_sampling"))
                    .collect(Collectors.toUnmodifiableSet());

    private final int trainTimesteps;
    private final FlowShift shift;
    private final SigmaSpacing spacing;
    private final boolean stochastic;

    private FlowMatchEulerDiscreteScheduler(
            int trainTimesteps, FlowShift shift, SigmaSpacing spacing, boolean stochastic) {
        this.trainTimesteps = trainTimesteps;
        this.shift = shift;
        this.spacing = spacing;
        this.stochastic = stochastic;
    }

    /**
     * Makes a sampler with a fixed shift.
     *
     * @param trainTimesteps number of timesteps of the training
     * @param shift how far the noise levels are shifted towards noise
     */
    public FlowMatchEulerDiscreteScheduler(int trainTimesteps, double shift) {
        this(trainTimesteps, FlowShift.fixed(shift), SigmaSpacing.DEFAULT, false);
    }

    /** Reads {@code scheduler/scheduler_config.json} and refuses what is not computed here. */
    static FlowMatchEulerDiscreteScheduler read(ConfigFile file) {
        file.refuseOthers(KNOWN);
        file.refuse("invert_sigmas");
        return new FlowMatchEulerDiscreteScheduler(
                file.positive("num_train_timesteps", 1000),
                FlowShift.read(file, "shift", MAX_SHIFT),
                SigmaSpacing.read(file),
                file.flag("stochastic_sampling", false));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SamplerPlan plan(int steps, int tokens, int first) {
        float[] sigmas = sigmas(steps, tokens);
        float[] timesteps = new float[steps];
        List<NoiseLevel> levels = new ArrayList<>();
        List<Update> updates = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            timesteps[i] = sigmas[i] * trainTimesteps;
            levels.add(NoiseLevel.flow(sigmas[i]));
            if (i >= first) {
                updates.add(update(sigmas[i], sigmas[i + 1]));
            }
        }
        levels.add(NoiseLevel.flow(0));
        return SamplerPlan.of(NAME, first, timesteps, levels, updates);
    }

    /** Returns the samplers that solve the same flow, made as {@code from_config} makes them. */
    List<Sampler> multistep() {
        if (spacing != SigmaSpacing.DEFAULT || stochastic || shift.terminal() > 0) {
            return List.of();
        }
        MultistepConfig config = MultistepConfig.flow(trainTimesteps, shift);
        Sampler unified = UniPCMultistepScheduler.of(config);
        return shift.dynamic() && shift.linear()
                ? List.of(unified)
                : List.of(DPMSolverMultistepScheduler.of(config), unified);
    }

    private Update update(float sigma, float next) {
        if (stochastic) {
            Combination renoised = new Combination(0, 0, 1 - next, next);
            NoiseLevel level = NoiseLevel.flow(sigma);
            Prediction picture =
                    PredictionType.FLOW_PREDICTION.picture(level, Double.POSITIVE_INFINITY);
            return new Update(picture, renoised, List.of());
        }
        // In float32, as the reference subtracts.
        float delta = next - sigma;
        return new Update(null, new Combination(1, delta, 0, 0), List.of());
    }

    /**
     * Returns the noise levels of diffusers' {@code set_timesteps} and 0 after them: it works in
     * float64 between bounds that it keeps in float32, and shifts those bounds a second time.
     */
    private float[] sigmas(int steps, int tokens) {
        double[] levels =
                SigmaSpacing.line(
                        (double) bound(trainTimesteps) * trainTimesteps,
                        (double) bound(1) * trainTimesteps,
                        steps);
        for (int i = 0; i < steps; i++) {
            levels[i] /= trainTimesteps;
        }
        levels = shift.apply(levels, tokens);
        if (spacing != SigmaSpacing.DEFAULT) {
            levels = spacing.between(levels[0], levels[steps - 1], steps);
        }
        float[] sigmas = new float[steps + 1];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = (float) levels[i];
        }
        return sigmas;
    }

    private float bound(int timestep) {
        float sigma = (float) timestep / trainTimesteps;
        if (shift.dynamic()) {
            return sigma;
        }
        return (float) shift.shift() * sigma / (1 + (float) (shift.shift() - 1) * sigma);
    }
}
