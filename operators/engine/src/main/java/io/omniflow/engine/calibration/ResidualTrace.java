package io.omniflow.engine.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the residual of a model's blocks, which is what the hidden states after the last block are
 * more than those before the first, changes from step to step of one picture, and with it the
 * modulated input of the first block. All is of the branch with the prompt. Not thread-safe.
 */
public final class ResidualTrace {

    private final int width;
    private final List<Double> ratios = new ArrayList<>();
    private final List<double[]> changes = new ArrayList<>();
    private float @Nullable [] lastInput;
    private float @Nullable [] lastResidual;

    /**
     * Makes an empty trace.
     *
     * @param width number of values of each token
     */
    public ResidualTrace(int width) {
        this.width = width;
    }

    /**
     * Adds a step.
     *
     * @param input modulated input of the first block, token by token
     * @param residual residual of the blocks, likewise
     */
    public void add(float[] input, float[] residual) {
        if (lastInput == null || lastResidual == null) {
            ratios.add(1.0);
        } else {
            ratios.add(ratio(residual, lastResidual));
            changes.add(new double[] {change(input, lastInput), change(residual, lastResidual)});
        }
        lastInput = input.clone();
        lastResidual = residual.clone();
    }

    /**
     * Returns for each step the mean over the tokens of the residual's length over that at the step
     * before; 1 for the first.
     */
    public List<Double> ratios() {
        return List.copyOf(ratios);
    }

    /**
     * Returns for each step but the first the mean absolute change of the input and that of the
     * residual, each relative to the mean absolute value at the step before.
     */
    public List<double[]> changes() {
        return List.copyOf(changes);
    }

    private double ratio(float[] now, float[] then) {
        int tokens = now.length / width;
        double sum = 0;
        for (int token = 0; token < tokens; token++) {
            sum += length(now, token) / length(then, token);
        }
        return sum / tokens;
    }

    private double length(float[] values, int token) {
        double squares = 0;
        for (float value : Arrays.copyOfRange(values, token * width, (token + 1) * width)) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static double change(float[] now, float[] then) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < now.length; i++) {
            difference += Math.abs(now[i] - then[i]);
            size += Math.abs(then[i]);
        }
        return difference / size;
    }
}
