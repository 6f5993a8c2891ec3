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
        page.only(GatewayMetric.CONNECTIONS, instance.connections().count());
        page.only(GatewayMetric.JOBS, instance.index().size());
        page.only(GatewayMetric.JOBS_BYTES, instance.index().bytes());
        page.only(GatewayMetric.KAFKA_AGE, instance.client().age().toMillis() / 1000.0);
        page.only(GatewayMetric.DRAINING, instance.draining().isBegun() ? 1 : 0);
        page.only(GatewayMetric.STALE_FILES, instance.troubles().size());
        instance.listener()
                .expires()
                .ifPresent(at -> page.only(GatewayMetric.CERTIFICATE_EXPIRES, at.getEpochSecond()));
        return exchange.bytes(200, TYPE, Buffer.buffer(page.text()));
    }
}
