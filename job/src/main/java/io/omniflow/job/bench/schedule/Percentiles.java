package io.omniflow.job.bench.schedule;

import io.omniflow.job.bench.Quantiles;
import java.util.List;
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
        List<Double> all = values.boxed().toList();
        if (all.isEmpty()) {
            return new Percentiles(Double.NaN, Double.NaN, Double.NaN);
        }
        Quantiles quantiles = new Quantiles(all);
        return new Percentiles(quantiles.at(0.50), quantiles.at(0.95), quantiles.at(0.99));
    }
}
