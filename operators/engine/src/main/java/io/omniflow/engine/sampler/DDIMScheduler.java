package io.omniflow.engine.sampler;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The implicit sampler of models that preserve variance (arXiv 2010.02502), with the parameters of
 * diffusers' scheduler of the same name.
 *
 * <p>The share of noise that each step adds, {@code eta}, is an argument of diffusers' pipelines;
 * here it is a field of the same name in the scheduler's configuration.
 */
public final class DDIMScheduler implements Sampler {

    /** The class name in diffusers. */
    public static final String NAME = "DDIMScheduler";

    private static final Set<String> KNOWN =
            Stream.concat(
                            BetaSchedule.KNOWN.stream(),
                            Stream.of(
                                    "clip_sample",
                                    "clip_sample_range",
                                    "set_alpha_to_one",
                                    "steps_offset",
                                    "prediction_type",
                                    "thresholding",
                                    "dynamic_thresholding_ratio",
                                    "sample_max_value",
                                    "timestep_spacing",
                                    "eta"))
                    .collect(Collectors.toUnmodifiableSet());

    private final float[] squaredSignals;
    private final float lastSquaredSignal;
    private final double bound;
    private final int offset;
    private final PredictionType prediction;
    private final TimestepSpacing spacing;
    private final double eta;

    private DDIMScheduler(ConfigFile file) {
        squaredSignals = BetaSchedule.read(file).squaredSignals();
        lastSquaredSignal = file.flag("set_alpha_to_one", true) ? 1 : squaredSignals[0];
        bound =
                file.flag("clip_sample", true)
                        ? file.aboveZero("clip_sample_range", 1)
                        : Double.POSITIVE_INFINITY;
        offset = file.whole("steps_offset");
        prediction = PredictionType.read(file, "epsilon", "sample", "v_prediction");
        spacing = TimestepSpacing.read(file, "leading", "trailing", "linspace");
        eta = file.number("eta", 0);
        if (eta < 0 || eta > 1) {
            throw file.invalid("'eta' must be from 0 to 1: " + eta);
        }
    }

    /** Reads {@code scheduler/scheduler_config.json} and refuses what is not computed here. */
    static DDIMScheduler read(ConfigFile file) {
        file.refuseOthers(KNOWN);
        file.refuse("thresholding");
        return new DDIMScheduler(file);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SamplerPlan plan(int steps, int tokens, int first) {
        int[] times = timesteps(steps);
        float[] timesteps = new float[steps];
        List<NoiseLevel> levels = new ArrayList<>();
        List<Update> updates = new ArrayList<>();
        int stride = squaredSignals.length / steps;
        for (int i = 0; i < steps; i++) {
            timesteps[i] = times[i];
            levels.add(NoiseLevel.ofSquaredSignal(squaredSignals[times[i]]));
            if (i >= first) {
                updates.add(update(squaredSignals[times[i]], squaredSignal(times[i] - stride)));
            }
        }
        levels.add(NoiseLevel.ofSquaredSignal(squaredSignal(times[steps - 1] - stride)));
        return SamplerPlan.of(NAME, first, timesteps, levels, updates);
    }

    private int[] timesteps(int steps) {
        int trained = squaredSignals.length;
        if (steps <= trained) {
            int[] times = spacing.withZero(trained, steps, offset);
            if (times[0] < trained) {
                return times;
            }
        }
        throw new InvalidRequestException(
                ErrorCode.INVALID_STEPS,
                String.format(
                        "steps is %d, expected fewer for a model of %d timesteps", steps, trained));
    }

    private float squaredSignal(int timestep) {
        return timestep >= 0 ? squaredSignals[timestep] : lastSquaredSignal;
    }

    /** Goes from one square of the signal to the next. */
    private Update update(double now, double next) {
        NoiseLevel level = NoiseLevel.ofSquaredSignal(now);
        double spread = eta * Math.sqrt((1 - next) / (1 - now) * (1 - now / next));
        double direction = Math.sqrt(Math.max(0, 1 - next - spread * spread));
        Prediction noise = prediction.noise(level);
        return new Update(
                prediction.picture(level, bound),
                new Combination(
                        direction * noise.ofLatents(),
                        direction * noise.ofOutput(),
                        Math.sqrt(next),
                        spread),
                List.of());
    }
}
