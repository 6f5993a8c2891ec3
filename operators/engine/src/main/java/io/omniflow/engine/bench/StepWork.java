package io.omniflow.engine.bench;

import io.omniflow.engine.diffusion.Sd3Config;
import java.util.LinkedHashMap;
import java.util.Map;

/** The matrix products of one step of some pictures of the training size, with both branches. */
final class StepWork {

    private static final int BRANCHES = 2;

    /** Modulations are computed for a window of steps at once. */
    private static final int WINDOW_ROWS = 32;

    private final Sd3Config config;
    private final int pictures;
    private final int patches;
    private final int tokens;
    private final Map<Product, Double> counts = new LinkedHashMap<>();
    private double attention;

    /**
     * Counts.
     *
     * @param tokens tokens of a prompt
     * @param pictures pictures of the batch
     */
    StepWork(Sd3Config config, int tokens, int pictures) {
        this.config = config;
        this.pictures = pictures;
        this.tokens = tokens;
        int side = config.sampleSize() / config.patch();
        this.patches = side * side;
        int d = config.width();
        add(pictures * patches, config.patchValues(), d);
        for (int i = 0; i < config.layers(); i++) {
            block(i, d);
        }
        add(imageRows(), d, config.outChannels() * config.patch() * config.patch());
    }

    /** Returns how often each product of the linear layers occurs in a step. */
    Map<Product, Double> products() {
        return counts;
    }

    /** Returns the product that computes the modulations of {@link #modulationShare} steps. */
    Product modulation() {
        return new Product(WINDOW_ROWS, config.width(), modulationOutputs());
    }

    /** Returns the part of {@link #modulation} that falls on one step. */
    double modulationShare() {
        return (double) BRANCHES * pictures / WINDOW_ROWS;
    }

    /** Returns the multiplications and additions of a step, those of the attention included. */
    double flops() {
        double sum = attention + modulationShare() * modulation().flops();
        for (Map.Entry<Product, Double> entry : counts.entrySet()) {
            sum += entry.getKey().flops() * entry.getValue();
        }
        return sum;
    }

    private void block(int index, int d) {
        boolean last = index == config.layers() - 1;
        stream(imageRows(), d, 3);
        double queries = patches;
        if (last) {
            add(textRows(), d, 2 * d);
        } else {
            stream(textRows(), d, 3);
            queries += tokens;
        }
        attend(queries, patches + tokens);
        if (config.dualLayers().contains(index)) {
            add(imageRows(), d, 3 * d);
            add(imageRows(), d, d);
            attend(patches, patches);
        }
    }

    private void stream(int rows, int d, int inputs) {
        add(rows, d, inputs * d);
        add(rows, d, d);
        add(rows, d, 4 * d);
        add(rows, 4 * d, d);
    }

    private void attend(double queries, double keys) {
        attention += 4.0 * BRANCHES * pictures * queries * keys * config.width();
    }

    private void add(int rows, int in, int out) {
        counts.merge(new Product(rows, in, out), 1.0, Double::sum);
    }

    private int imageRows() {
        return BRANCHES * pictures * patches;
    }

    private int textRows() {
        return BRANCHES * pictures * tokens;
    }

    private int modulationOutputs() {
        return config.modulationVectors() * config.width();
    }
}
