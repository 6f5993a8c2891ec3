package io.omniflow.engine.sampler;

import io.omniflow.engine.bundle.ConfigFile;

/** How noise levels lie between the largest and the smallest, by the switches of diffusers. */
enum SigmaSpacing {
    /** As the timesteps have them. */
    DEFAULT,
    /** Evenly in the seventh root, {@code use_karras_sigmas}; arXiv 2206.00364. */
    KARRAS,
    /** Evenly in the logarithm, {@code use_exponential_sigmas}. */
    EXPONENTIAL,
    /** Evenly in the logarithm too, but by {@code use_lu_lambdas}; arXiv 2206.00927. */
    LU;

    private static final double RHO = 7;

    /** Reads the switches. */
    static SigmaSpacing read(ConfigFile file) {
        file.refuse("use_beta_sigmas");
        boolean karras = file.flag("use_karras_sigmas", false);
        boolean exponential = file.flag("use_exponential_sigmas", false);
        boolean lu = file.flag("use_lu_lambdas", false);
        if (karras && (exponential || lu) || exponential && lu) {
            throw file.invalid(
                    "only one of 'use_karras_sigmas', 'use_exponential_sigmas' and"
                            + " 'use_lu_lambdas' may be true");
        }
        return karras ? KARRAS : exponential ? EXPONENTIAL : lu ? LU : DEFAULT;
    }

    /** Returns levels from the largest to the smallest; not for the default. */
    double[] between(double max, double min, int steps) {
        return switch (this) {
            case KARRAS -> {
                double[] roots = line(Math.pow(max, 1 / RHO), Math.pow(min, 1 / RHO), steps);
                for (int i = 0; i < steps; i++) {
                    roots[i] = Math.pow(roots[i], RHO);
                }
                yield roots;
            }
            case EXPONENTIAL, LU -> {
                double[] logs = line(Math.log(max), Math.log(min), steps);
                for (int i = 0; i < steps; i++) {
                    logs[i] = Math.exp(logs[i]);
                }
                yield logs;
            }
            case DEFAULT -> throw new IllegalStateException("levels come from the timesteps");
        };
    }

    /** Returns evenly spaced numbers, both ends included. */
    static double[] line(double from, double to, int count) {
        double[] line = new double[count];
        double gap = count > 1 ? (to - from) / (count - 1) : 0;
        for (int i = 0; i < count; i++) {
            line[i] = i > 0 && i == count - 1 ? to : i * gap + from;
        }
        return line;
    }
}
