package io.omniflow.job.gateway.site;

import io.omniflow.job.client.OmniClient;
import io.omniflow.job.gateway.http.Exchange;
import io.omniflow.job.gateway.http.Operation;
import io.omniflow.job.gateway.http.Route;
import io.omniflow.job.gateway.jobs.JobIndex;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Serves metrics to Prometheus. */
final class MetricsApi {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final GatewayMetrics metrics;

    private final JobIndex index;

    private final OmniClient client;

    MetricsApi(GatewayMetrics metrics, JobIndex index, OmniClient client) {
        this.metrics = metrics;
        this.index = index;
        this.client = client;
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
        metrics.write(page);
        page.gauge("jobs", "Requests that are known.", index.size());
        page.gauge("jobs_bytes", "Memory that they take, about, in bytes.", index.bytes());
        page.gauge(
                "kafka_age_seconds",
                "How long ago the topics were last read, in seconds.",
                client.age().toMillis() / 1000.0);
        return exchange.bytes(200, TYPE, Buffer.buffer(page.text()));
    }
}
