package io.omniflow.job.rest;

import io.omniflow.executor.metrics.OmniMetric;
import java.util.Map;

/**
 * The value of one metric of one operator, over all its subtasks.
 *
 * @param metric which metric
 * @param operator name of the operator
 * @param label value of the metric's label; empty if it has none
 * @param values by name: {@code value} alone, or of a histogram {@code p50}, {@code p95}, {@code
 *     p99} and {@code max}, which are NaN until it has a value
 */
public record MetricReading(
        OmniMetric metric, String operator, String label, Map<String, Double> values) {

    /** Copies the values. */
    public MetricReading {
        values = Map.copyOf(values);
    }

    /** Returns the metric's name within its operator. */
    public String name() {
        return metric.group().isEmpty()
                ? metric.metricName()
                : metric.group() + "." + metric.metricName();
    }
}
