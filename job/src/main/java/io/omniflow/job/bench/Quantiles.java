package io.omniflow.job.bench;

import java.util.Collection;

/** Quantiles of measured values, by nearest rank. */
public final class Quantiles {

    private final double[] sorted;

    /**
     * Sorts the values, which may be infinite.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Quantiles(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Returns the smallest value that at least the given share of the values does not exceed. */
    public double at(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
