package io.omniflow.executor.metrics;

/** What Flink's reporter for Prometheus calls the metrics of operators. */
public final class PrometheusName {

    private static final String SCOPE = "flink_taskmanager_job_task_operator_";

    private PrometheusName() {}

    /**
     * Returns the name of a metric's time series. A histogram has one for each {@code quantile}
     * under this name, and another, with {@code _count} after it, of how many values it has seen.
     */
    public static String of(OmniMetric metric) {
        String group = metric.group().isEmpty() ? "" : metric.group() + "_";
        String label = metric.label().map(l -> l.key() + "_").orElse("");
        return SCOPE + group + label + metric.metricName();
    }
}
