package io.omniflow.job.cli.top;

import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.job.rest.MetricReading;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The metrics of one moment.
 *
 * @param all the metrics
 * @param rates by how much counters grow in a second; those that are not known yet are missing
 */
record Readings(List<MetricReading> all, Map<Rates.Counted, Double> rates) {

    private static final String VALUE = "value";

    /** Returns the sum of a metric over the operators whose name begins so. */
    OptionalDouble sum(OmniMetric metric, String operator) {
        return add(all.stream().filter(r -> is(r, metric, operator)).map(r -> of(r, VALUE)));
    }

    /** Returns the sum of the values of one label. */
    OptionalDouble ofLabel(OmniMetric metric, String label) {
        return add(
                all.stream()
                        .filter(r -> r.metric() == metric && r.label().equals(label))
                        .map(r -> of(r, VALUE)));
    }

    /** Returns a statistic of a histogram such as {@code p95}. */
    OptionalDouble statistic(OmniMetric metric, String name) {
        return add(all.stream().filter(r -> r.metric() == metric).map(r -> of(r, name)).limit(1));
    }

    /** Returns by how much a counter of the operators whose name begins so grows in a second. */
    OptionalDouble rate(OmniMetric metric, String operator) {
        return add(
                rates.entrySet().stream()
                        .filter(e -> e.getKey().metric() == metric)
                        .filter(e -> e.getKey().operator().startsWith(operator))
                        .map(Map.Entry::getValue));
    }

    private static boolean is(MetricReading reading, OmniMetric metric, String operator) {
        return reading.metric() == metric && reading.operator().startsWith(operator);
    }

    private static double of(MetricReading reading, String name) {
        return reading.values().getOrDefault(name, Double.NaN);
    }

    private static OptionalDouble add(Stream<Double> values) {
        return values.filter(Double::isFinite).reduce(Double::sum).stream()
                .mapToDouble(Double::doubleValue)
                .findFirst();
    }
}
