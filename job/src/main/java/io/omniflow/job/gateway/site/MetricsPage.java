package io.omniflow.job.gateway.site;

/** Text in the format that Prometheus reads. */
final class MetricsPage {

    private final StringBuilder text = new StringBuilder();

    /** Begins a metric; its series follow. */
    void head(GatewayMetric metric) {
        String name = metric.prometheusName();
        text.append("# HELP ").append(name).append(' ').append(metric.description()).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(metric.type()).append('\n');
    }

    /** Writes a series, whose name ends as told. */
    void line(GatewayMetric metric, String end, String labels, Number value) {
        text.append(metric.prometheusName()).append(end);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    /** Writes a metric that is one series. */
    void only(GatewayMetric metric, Number value) {
        head(metric);
        line(metric, "", "", value);
    }

    String text() {
        return text.toString();
    }
}
