package io.omniflow.engine.sampler;

import java.util.ArrayList;
import java.util.List;

/**
 * The sums behind a step of the unified predictor and corrector. History tensor 0 holds the latents
 * that the last step started from; the others are passed in as predictions.
 *
 * @param pictures whether the solver works on predicted pictures, else on predicted noise
 * @param second whether {@code B(h)} is that of bh2, else of bh1
 */
record UniPCFormula(boolean pictures, boolean second) {

    /** Where a step leads, in logarithms of signal to noise. */
    private record Span(NoiseLevel from, NoiseLevel to, double start, double width) {

        static Span of(MultistepGrid grid, int step) {
            double start = grid.logRatio(step);
            return new Span(
                    grid.levels().get(step),
                    grid.levels().get(step + 1),
                    start,
                    grid.logRatio(step + 1) - start);
        }
    }

    /** Returns what is predicted of latents and the model's output. */
    Prediction prediction(PredictionType type, NoiseLevel level) {
        return pictures ? type.picture(level, Double.POSITIVE_INFINITY) : type.noise(level);
    }

    /**
     * Returns the latents after a step.
     *
     * @param start the latents before it
     * @param predictions from the one at the start of the step to older ones
     * @param order how many of them are combined
     */
    Combination predict(
            MultistepGrid grid,
            int step,
            Combination start,
            List<Combination> predictions,
            int order) {
        Span span = Span.of(grid, step);
        Combination next = line(span, start, predictions.get(0));
        if (order == 1) {
            return next;
        }
        double[] ratios = ratios(grid, step, span, order);
        double[] shares = order == 2 ? new double[] {0.5} : solve(ratios, span, order - 1);
        return next.plus(bend(span, predictions, ratios, shares));
    }

    /**
     * Returns what the latents before a step should have been, now that the model has been called
     * there: the step before is taken again.
     *
     * @param predictions from the current one to older ones
     * @param order how many predictions the step before combined
     */
    Combination correct(MultistepGrid grid, int step, List<Combination> predictions, int order) {
        Span span = Span.of(grid, step - 1);
        List<Combination> older = predictions.subList(1, predictions.size());
        int size = predictions.size();
        Combination last = Combination.ofHistory(0, size);
        double[] ratios = ratios(grid, step - 1, span, order);
        double[] shares = order == 1 ? new double[] {0.5} : solve(ratios, span, order);
        Combination newest =
                predictions.get(0).minus(older.get(0)).times(-weight(span) * shares[order - 1]);
        return line(span, last, older.get(0)).plus(bend(span, older, ratios, shares)).plus(newest);
    }

    /** A step of order 1. */
    private Combination line(Span span, Combination start, Combination prediction) {
        double keep =
                pictures
                        ? span.to.noise() / span.from.noise()
                        : span.to.signal() / span.from.signal();
        return start.times(keep).plus(prediction.times(-scale(span) * Math.expm1(signed(span))));
    }

    /** What older predictions add to it. */
    private Combination bend(
            Span span, List<Combination> predictions, double[] ratios, double[] shares) {
        Combination sum = predictions.get(0).times(0);
        for (int i = 1; i < ratios.length; i++) {
            Combination difference = predictions.get(i).minus(predictions.get(0));
            sum = sum.plus(difference.times(shares[i - 1] / ratios[i - 1]));
        }
        return sum.times(-weight(span));
    }

    /** Where older predictions were made, in widths of the step; 1 stands for its end. */
    private static double[] ratios(MultistepGrid grid, int step, Span span, int order) {
        double[] ratios = new double[order];
        for (int i = 1; i < order; i++) {
            ratios[i - 1] = (grid.logRatio(step - i) - span.start) / span.width;
        }
        ratios[order - 1] = 1;
        return ratios;
    }

    private double weight(Span span) {
        return scale(span) * (second ? Math.expm1(signed(span)) : signed(span));
    }

    private double scale(Span span) {
        return pictures ? span.to.signal() : span.to.noise();
    }

    private double signed(Span span) {
        return pictures ? -span.width : span.width;
    }

    /**
     * Returns the shares of the differences, which match the powers of the ratios with the
     * integrals of the exponential.
     */
    private double[] solve(double[] ratios, Span span, int count) {
        double h = signed(span);
        double divisor = second ? Math.expm1(h) : h;
        double phi = Math.expm1(h) / h - 1;
        double factorial = 1;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] row = new double[count + 1];
            for (int j = 0; j < count; j++) {
                row[j] = Math.pow(ratios[j], i);
            }
            row[count] = phi * factorial / divisor;
            rows.add(row);
            factorial *= i + 2;
            phi = phi / h - 1 / factorial;
        }
        return eliminate(rows);
    }

    /** Solves linear equations, each a row with its right side last, whose pivots are not 0. */
    private static double[] eliminate(List<double[]> rows) {
        int count = rows.size();
        for (int i = 0; i < count; i++) {
            double[] pivot = rows.get(i);
            for (double[] row : rows) {
                double factor = row == pivot ? 0 : row[i] / pivot[i];
                for (int j = i; j <= count; j++) {
                    row[j] -= factor * pivot[j];
                }
            }
        }
        double[] solution = new double[count];
        for (int i = 0; i < count; i++) {
            solution[i] = rows.get(i)[count] / rows.get(i)[i];
        }
        return solution;
    }
}
