package io.omniflow.engine.sampler;

/** The ratio of noise to signal at each timestep of a training that preserves variance. */
final class SigmaTable {

    /** Stands for a square of the signal that is 0, so that the ratio stays finite. */
    private static final float LEAST_SQUARED_SIGNAL = 0x1p-24f;

    private final float[] sigmas;
    private final float[] logs;
    private final float[] logRatios;

    SigmaTable(BetaSchedule betas) {
        float[] squared = betas.squaredSignals();
        if (betas.zeroSnr()) {
            squared[squared.length - 1] = LEAST_SQUARED_SIGNAL;
        }
        sigmas = new float[squared.length];
        logs = new float[squared.length];
        logRatios = new float[squared.length];
        for (int i = 0; i < squared.length; i++) {
            sigmas[i] = (float) Math.sqrt((1 - squared[i]) / squared[i]);
            logs[i] = (float) Math.log(sigmas[i]);
            logRatios[i] = (float) (Math.log(squared[i]) / 2 - Math.log(1 - squared[i]) / 2);
        }
    }

    /** Returns the number of timesteps. */
    int size() {
        return sigmas.length;
    }

    /** Returns the ratio at a timestep; beyond the ends, that of the end. */
    float at(int timestep) {
        return sigmas[Math.max(0, Math.min(sigmas.length - 1, timestep))];
    }

    /** Returns the largest ratio. */
    float max() {
        return sigmas[sigmas.length - 1];
    }

    /** Returns the smallest ratio. */
    float min() {
        return sigmas[0];
    }

    /** Returns the time at which the ratio is reached, between timesteps by its logarithm. */
    double timeOf(double sigma) {
        double log = Math.log(Math.max(sigma, 1e-10));
        int low = 0;
        while (low < logs.length - 2 && log >= logs[low + 1]) {
            low++;
        }
        double share = (logs[low] - log) / (logs[low] - logs[low + 1]);
        share = Math.max(0, Math.min(1, share));
        return (1 - share) * low + share * (low + 1);
    }

    /** Returns how many timesteps have a logarithm of signal to noise of at least this. */
    int countFrom(double logRatio) {
        int count = 0;
        for (float one : logRatios) {
            count += one >= logRatio ? 1 : 0;
        }
        return count;
    }
}
