package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;
import java.util.Set;

/**
 * How the noise grew during the training of a model that preserves variance. Computed in the types
 * and the order of the reference, since a rounding of the first values shows in the last steps.
 *
 * @param timesteps number of timesteps of the training
 * @param start the first beta
 * @param end the last beta
 * @param form the course between them
 * @param zeroSnr whether the betas are rescaled so that the last timestep is noise alone
 */
record BetaSchedule(int timesteps, double start, double end, Form form, boolean zeroSnr) {

    /** The fields that {@link #read} reads or refuses. */
    static final Set<String> KNOWN =
            Set.of(
                    "num_train_timesteps",
                    "beta_start",
                    "beta_end",
                    "beta_schedule",
                    "trained_betas",
                    "rescale_betas_zero_snr");

    private static final double MAX_BETA = 0.999;

    /** The courses by the names of diffusers. */
    enum Form {
        /** Betas on a straight line. */
        LINEAR,
        /** Roots of betas on a straight line. */
        SCALED_LINEAR,
        /** The cosine schedule. */
        SQUAREDCOS_CAP_V2
    }

    /** Reads the fields of a scheduler's configuration. */
    static BetaSchedule read(ConfigFile file) {
        file.refuse("trained_betas");
        String form = file.choice("beta_schedule", "linear", "scaled_linear", "squaredcos_cap_v2");
        return new BetaSchedule(
                file.positive("num_train_timesteps", 1000),
                file.aboveZero("beta_start", 1e-4),
                file.aboveZero("beta_end", 0.02),
                switch (form) {
                    case "linear" -> Form.LINEAR;
                    case "scaled_linear" -> Form.SCALED_LINEAR;
                    default -> Form.SQUAREDCOS_CAP_V2;
                },
                file.flag("rescale_betas_zero_snr", false));
    }

    /** Returns the square of the signal at each timestep: the products of {@code 1 - beta}. */
    float[] squaredSignals() {
        float[] betas = betas();
        return products(zeroSnr ? rescale(betas) : betas);
    }

    private float[] betas() {
        return switch (form) {
            case LINEAR -> line((float) start, (float) end);
            case SCALED_LINEAR -> {
                float[] roots = line((float) Math.sqrt(start), (float) Math.sqrt(end));
                for (int i = 0; i < timesteps; i++) {
                    roots[i] *= roots[i];
                }
                yield roots;
            }
            case SQUAREDCOS_CAP_V2 -> cosine();
        };
    }

    /** From both ends to the middle and without rounding the product, as PyTorch does it. */
    private float[] line(float from, float to) {
        float[] line = new float[timesteps];
        float step = timesteps > 1 ? (to - from) / (timesteps - 1) : 0;
        for (int i = 0; i < timesteps; i++) {
            line[i] =
                    i < timesteps / 2
                            ? Math.fma(step, i, from)
                            : Math.fma(-step, timesteps - 1 - i, to);
        }
        return line;
    }

    private float[] cosine() {
        float[] betas = new float[timesteps];
        for (int i = 0; i < timesteps; i++) {
            double now = cosine((double) i / timesteps);
            double next = cosine((double) (i + 1) / timesteps);
            betas[i] = (float) Math.min(1 - next / now, MAX_BETA);
        }
        return betas;
    }

    private static double cosine(double time) {
        double root = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
        return root * root;
    }

    private static float[] products(float[] betas) {
        float[] products = new float[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            product *= 1 - betas[i];
            products[i] = (float) product;
        }
        return products;
    }

    /** Algorithm 1 of arXiv 2305.08891. */
    private static float[] rescale(float[] betas) {
        float[] roots = products(betas);
        for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(roots[i]);
        }
        float first = roots[0];
        float last = roots[roots.length - 1];
        float factor = first / (first - last);
        float[] rescaled = new float[betas.length];
        float before = 1;
        for (int i = 0; i < betas.length; i++) {
            float root = (roots[i] - last) * factor;
            float squared = root * root;
            rescaled[i] = 1 - squared / before;
            before = squared;
        }
        return rescaled;
    }
}
