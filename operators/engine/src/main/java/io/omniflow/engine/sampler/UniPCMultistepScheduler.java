package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The unified predictor and corrector (arXiv 2302.04867), with the parameters of diffusers'
 * scheduler of the same name. It remembers the latents that the last step started from, corrected,
 * and the predictions before the current one, newest first.
 */
public final class UniPCMultistepScheduler implements Sampler {

    /** The class name in diffusers. */
    public static final String NAME = "UniPCMultistepScheduler";

    /** Keeps a flow's first level below pure noise, whose logarithm is infinite. */
    private static final double MARGIN = 1e-6;

    private static final Set<String> OWN =
            Set.of("predict_x0", "disable_corrector", "solver_p", "sigma_min", "sigma_max");

    /**
     * What only this solver has.
     *
     * @param formula the sums behind a step
     * @param uncorrected steps that are not corrected afterwards
     */
    private record Form(UniPCFormula formula, Set<Integer> uncorrected) {}

    private final MultistepConfig config;
    private final Form form;
    private final SigmaTable table;

    private UniPCMultistepScheduler(MultistepConfig config, Form form) {
        this.config = config;
        this.form = form;
        this.table = new SigmaTable(config.betas());
    }

    /**
     * Returns the usual solver: of order 2, bh2, which predicts pictures and corrects all steps.
     */
    static UniPCMultistepScheduler of(MultistepConfig config) {
        return new UniPCMultistepScheduler(
                config, new Form(new UniPCFormula(true, true), Set.of()));
    }

    /** Reads {@code scheduler/scheduler_config.json} and refuses what is not computed here. */
    static UniPCMultistepScheduler read(ConfigFile file) {
        MultistepConfig config = MultistepConfig.read(file, OWN);
        List.of("solver_p", "sigma_min", "sigma_max").forEach(file::refuse);
        boolean pictures = file.flag("predict_x0", true);
        if (config.endsClean() && !(pictures && config.lowerOrderFinal())) {
            throw file.invalid(
                    "'final_sigmas_type' zero is not supported unless 'predict_x0' and"
                            + " 'lower_order_final' are true");
        }
        if (config.flow() && !pictures) {
            throw file.invalid("'predict_x0' false is not supported with flow sigmas");
        }
        List<Integer> uncorrected =
                file.has("disable_corrector") ? file.wholes("disable_corrector") : List.of();
        boolean second = file.choice("solver_type", "bh2", "bh1").equals("bh2");
        return new UniPCMultistepScheduler(
                config, new Form(new UniPCFormula(pictures, second), Set.copyOf(uncorrected)));
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
            updates.add(update(grid, i, i - first));
        }
        return SamplerPlan.of(NAME, first, grid.timesteps(), grid.levels(), updates);
    }

    private MultistepGrid grid(int steps, int tokens) {
        if (config.flow()) {
            double[] sigmas =
                    config.shift().apply(Arrays.copyOf(config.flowLevels(steps), steps), tokens);
            if (Math.abs(sigmas[0] - 1) < MARGIN) {
                sigmas[0] -= MARGIN;
            }
            double[] times = Arrays.stream(sigmas).map(s -> s * table.size()).toArray();
            return MultistepGrid.of(times, sigmas, last(sigmas[steps - 1]), true);
        }
        if (config.sigmas() == SigmaSpacing.DEFAULT) {
            int[] times =
                    config.spacing()
                            .withoutZero(table.size(), table.size(), steps, config.offset());
            double[] sigmas = Arrays.stream(times).mapToDouble(table::at).toArray();
            return MultistepGrid.of(
                    Arrays.stream(times).asDoubleStream().toArray(),
                    sigmas,
                    last(table.min()),
                    false);
        }
        double[] sigmas = config.sigmas().between(table.max(), table.min(), steps);
        double[] times = Arrays.stream(sigmas).map(table::timeOf).map(Math::rint).toArray();
        return MultistepGrid.of(times, sigmas, last(sigmas[steps - 1]), false);
    }

    private double last(double least) {
        return config.endsClean() ? 0 : least;
    }

    /** Returns how many predictions a step combines, if so many steps have been taken before. */
    private int order(int step, int taken, int steps) {
        int most = config.order();
        if (config.lowerOrderFinal()) {
            most = Math.min(most, steps - step);
        }
        return Math.min(most, taken + 1);
    }

    private Update update(MultistepGrid grid, int step, int taken) {
        int size = config.order() + 1;
        Combination start = Combination.ofLatents(size);
        if (taken > 0 && !form.uncorrected.contains(step - 1)) {
            start =
                    form.formula.correct(
                            grid,
                            step,
                            predictions(size),
                            order(step - 1, taken - 1, grid.steps()));
        }
        Combination next =
                form.formula.predict(
                        grid, step, start, predictions(size), order(step, taken, grid.steps()));
        List<Combination> history = new ArrayList<>(List.of(start));
        history.addAll(predictions(size).subList(0, config.order()));
        return new Update(
                form.formula.prediction(config.prediction(), grid.levels().get(step)),
                next,
                history);
    }

    /** The predictions from the newest, which is the current one, to the oldest. */
    private static List<Combination> predictions(int size) {
        List<Combination> predictions = new ArrayList<>(List.of(Combination.ofPrediction(size)));
        for (int i = 1; i < size; i++) {
            predictions.add(Combination.ofHistory(i, size));
        }
        return predictions;
    }
}
