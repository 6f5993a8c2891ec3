package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * DPM-Solver++ in several steps (arXiv 2211.01095), with the parameters of diffusers' scheduler of
 * the same name: the ordinary equation of order 1 to 3 and the stochastic one of order 1 and 2. It
 * remembers the pictures that it predicted before the current one, newest first.
 */
public final class DPMSolverMultistepScheduler implements Sampler {

    /** The class name in diffusers. */
    public static final String NAME = "DPMSolverMultistepScheduler";

    /** With so many steps there is no need for lower orders at the end. */
    private static final int MANY_STEPS = 15;

    private static final Set<String> OWN =
            Set.of(
                    "algorithm_type",
                    "euler_at_final",
                    "use_lu_lambdas",
                    "lambda_min_clipped",
                    "variance_type");

    /**
     * What only this solver has.
     *
     * @param heun whether the second order follows Heun, else the midpoint
     * @param stochastic whether noise is added at each step
     * @param eulerAtFinal whether the last step is of order 1 whatever else
     * @param leastLogRatio timesteps with a smaller logarithm of signal to noise are not taken
     */
    private record Form(
            boolean heun, boolean stochastic, boolean eulerAtFinal, double leastLogRatio) {}

    private final MultistepConfig config;
    private final Form form;
    private final SigmaTable table;

    private DPMSolverMultistepScheduler(MultistepConfig config, Form form) {
        this.config = config;
        this.form = form;
        this.table = new SigmaTable(config.betas());
    }

    /** Returns the usual solver: of order 2, midpoint. */
    static DPMSolverMultistepScheduler of(MultistepConfig config) {
        return new DPMSolverMultistepScheduler(
                config, new Form(false, false, false, Double.NEGATIVE_INFINITY));
    }

    /** Reads {@code scheduler/scheduler_config.json} and refuses what is not computed here. */
    static DPMSolverMultistepScheduler read(ConfigFile file) {
        MultistepConfig config = MultistepConfig.read(file, OWN);
        file.refuse("variance_type");
        boolean stochastic =
                file.choice("algorithm_type", "dpmsolver++", "sde-dpmsolver++").startsWith("sde");
        if (stochastic && config.order() > 2) {
            throw file.invalid("'solver_order' is not supported with noise: " + config.order());
        }
        if (config.shift().terminal() > 0 || config.shift().dynamic() && config.shift().linear()) {
            throw file.invalid("'shift_terminal' and linear shifting are not supported");
        }
        return new DPMSolverMultistepScheduler(
                config,
                new Form(
                        file.choice("solver_type", "midpoint", "heun").equals("heun"),
                        stochastic,
                        file.flag("euler_at_final", false),
                        leastLogRatio(file)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SamplerPlan plan(int steps, int tokens, int first) {
        MultistepGrid grid = grid(steps, tokens);
        List<Update> updates = new ArrayList<>();
        for (int i = first; i < grid.steps(); i++) {
            updates.add(update(grid, i, order(i, i - first, grid.steps())));
        }
        return SamplerPlan.of(NAME, first, grid.timesteps(), grid.levels(), updates);
    }

    private MultistepGrid grid(int steps, int tokens) {
        double last = config.endsClean() ? 0 : table.min();
        if (config.flow()) {
            double[] sigmas = flow(steps, tokens);
            double[] times = Arrays.stream(sigmas).map(s -> s * table.size()).toArray();
            return MultistepGrid.of(times, sigmas, last, true);
        }
        if (config.sigmas() == SigmaSpacing.DEFAULT) {
            int usable = table.countFrom(form.leastLogRatio());
            int[] times =
                    config.spacing().withoutZero(table.size(), usable, steps, config.offset());
            double[] sigmas = Arrays.stream(times).mapToDouble(table::at).toArray();
            return MultistepGrid.of(
                    Arrays.stream(times).asDoubleStream().toArray(), sigmas, last, false);
        }
        double[] sigmas = config.sigmas().between(table.max(), table.min(), steps);
        double[] times = Arrays.stream(sigmas).map(table::timeOf).map(Math::rint).toArray();
        return MultistepGrid.of(times, sigmas, last, false);
    }

    private double[] flow(int steps, int tokens) {
        FlowShift shift = config.shift();
        if (shift.dynamic()) {
            shift = FlowShift.fixed(shift.amount(tokens));
        }
        double[] levels = config.flowLevels(steps);
        double[] sigmas = new double[steps];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = 1 - levels[steps - i];
        }
        return shift.apply(sigmas, tokens);
    }

    /** Returns how many predictions a step combines, if so many steps have been taken before. */
    private int order(int step, int taken, int steps) {
        boolean lower = config.lowerOrderFinal() && steps < MANY_STEPS;
        int most = config.order();
        if (step == steps - 1 && (form.eulerAtFinal || lower || config.endsClean())) {
            most = 1;
        } else if (step == steps - 2 && lower) {
            most = Math.min(most, 2);
        }
        return Math.min(most, taken + 1);
    }

    private Update update(MultistepGrid grid, int step, int order) {
        int size = config.order() - 1;
        NoiseLevel from = grid.levels().get(step);
        NoiseLevel to = grid.levels().get(step + 1);
        double width = grid.logRatio(step + 1) - grid.logRatio(step);
        double damped = form.stochastic ? 2 * width : width;
        double decay = Math.expm1(-damped);
        Combination picture = Combination.ofPrediction(size);
        double keep = to.noise() / from.noise() * (form.stochastic ? Math.exp(-width) : 1);
        Combination next =
                Combination.ofLatents(size).times(keep).plus(picture.times(-to.signal() * decay));
        if (order == 2) {
            double weight = form.heun ? decay / damped + 1 : -decay / 2;
            next = next.plus(slope(grid, step, 0, size).times(to.signal() * weight));
        } else if (order > 2) {
            next = next.plus(bend(grid, step, size, damped, to.signal()));
        }
        if (form.stochastic) {
            double noise = to.noise() * Math.sqrt(-decay);
            next = next.plus(Combination.ofNoise(size).times(noise));
        }
        Prediction made = config.prediction().picture(from, Double.POSITIVE_INFINITY);
        return new Update(made, next, remembered(size));
    }

    /** The terms beyond the first order of a step of order 3. */
    private static Combination bend(
            MultistepGrid grid, int step, int size, double width, double signal) {
        double decay = Math.expm1(-width);
        double near = ratio(grid, step, 0);
        double far = ratio(grid, step, 1);
        Combination slope = slope(grid, step, 0, size);
        Combination change = slope.minus(slope(grid, step, 1, size));
        Combination first = slope.plus(change.times(near / (near + far)));
        Combination second = change.times(1 / (near + far));
        return first.times(signal * (decay / width + 1))
                .minus(second.times(signal * ((decay + width) / (width * width) - 0.5)));
    }

    /** The difference of two predictions in a row over the width of their step. */
    private static Combination slope(MultistepGrid grid, int step, int back, int size) {
        Combination newer =
                back == 0 ? Combination.ofPrediction(size) : Combination.ofHistory(0, size);
        return newer.minus(Combination.ofHistory(back, size)).times(1 / ratio(grid, step, back));
    }

    /** The width of an earlier step over that of this one. */
    private static double ratio(MultistepGrid grid, int step, int back) {
        double width = grid.logRatio(step + 1) - grid.logRatio(step);
        return (grid.logRatio(step - back) - grid.logRatio(step - back - 1)) / width;
    }

    private static List<Combination> remembered(int size) {
        List<Combination> history = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            history.add(
                    i == 0 ? Combination.ofPrediction(size) : Combination.ofHistory(i - 1, size));
        }
        return history;
    }

    /** Python writes no limit as {@code -Infinity}, which is no JSON. */
    private static double leastLogRatio(ConfigFile file) {
        String field = "lambda_min_clipped";
        return file.isText(field, "-Infinity")
                ? Double.NEGATIVE_INFINITY
                : file.number(field, Double.NEGATIVE_INFINITY);
    }
}
