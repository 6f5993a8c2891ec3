package io.omniflow.job.gateway.site;

/** Text in the format that Prometheus reads. */
final class MetricsPage {

    private final StringBuilder text = new StringBuilder();

    void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    void line(String name, String labels, Number value) {
        text.append("omniflow_gateway_").append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    void gauge(String name, String help, Number value) {
        head("omniflow_gateway_" + name, "gauge", help);
        line(name, "", value);
    }

    String text() {
        return text.toString();
    }
}
