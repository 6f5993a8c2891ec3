package io.omniflow.job.bench.schedule;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Percentiles by nearest rank: the least value that is not below the given part of all; NaN of no
 * values.
 *
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 */
record Percentiles(double p50, double p95, double p99) {

    /** Computes the percentiles of values, which may be infinite. */
    static Percentiles of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        DoubleUnaryOperator rank = part -> nearest(sorted, part);
        return new Percentiles(
                rank.applyAsDouble(0.50), rank.applyAsDouble(0.95), rank.applyAsDouble(0.99));
    }

    private static double nearest(double[] sorted, double part) {
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(rank, 1) - 1];
    }
}
