package io.omniflow.job.gateway.site;

import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Serves metrics to Prometheus. */
final class MetricsApi {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Instance instance;

    MetricsApi(Instance instance) {
        this.instance = instance;
    }

    Route route() {
        return new Route(
                Operation.get("getMetrics", "/metrics", "Metrics in the format of Prometheus.")
                        .with(Operation.Access.OPEN)
                        .answering("text/plain"),
                this::metrics);
    }

    private Future<Void> metrics(Exchange exchange) {
        MetricsPage page = new MetricsPage();
        instance.metrics().write(page);
        page.gauge("jobs", "Requests that are known.", instance.index().size());
        page.gauge(
                "jobs_bytes", "Memory that they take, about, in bytes.", instance.index().bytes());
        page.gauge(
                "kafka_age_seconds",
                "How long ago the topics were last read, in seconds.",
                instance.client().age().toMillis() / 1000.0);
        page.gauge(
                "stale_files",
                "Files that have changed and cannot be used.",
                instance.troubles().size());
        return exchange.bytes(200, TYPE, Buffer.buffer(page.text()));
    }
}
