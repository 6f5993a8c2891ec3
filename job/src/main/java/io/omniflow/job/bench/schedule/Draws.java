package io.omniflow.job.bench.schedule;

import java.util.Random;

/**
 * Seeded draws that are the same on every platform: {@link Random} is specified to the bit, and so
 * is {@link StrictMath}.
 */
final class Draws {

    private final Random random;

    Draws(long seed) {
        random = new Random(seed);
    }

    /** Draws from the uniform distribution between two numbers. */
    double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    /** Draws from the exponential distribution. */
    double exponential(double mean) {
        return -mean * StrictMath.log1p(-random.nextDouble());
    }

    /** Draws from the log-normal distribution; sigma is that of the logarithm. */
    double logNormal(double median, double sigma) {
        return median * StrictMath.exp(sigma * random.nextGaussian());
    }

    /** Draws an index with the given weights. */
    int index(double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double rest = uniform(0, sum);
        for (int i = 0; i < weights.length - 1; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
