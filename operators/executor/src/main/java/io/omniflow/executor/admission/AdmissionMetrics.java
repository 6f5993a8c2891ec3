package io.omniflow.executor.admission;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.executor.metrics.OmniMetric;
import io.omniflow.executor.metrics.OmniMetrics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what becomes of records. */
final class AdmissionMetrics {

    private final OmniMetrics metrics;
    private final Counter requests;
    private final Counter images;

    AdmissionMetrics(MetricGroup operator) {
        metrics = new OmniMetrics(operator);
        requests = metrics.counter(OmniMetric.REQUESTS_ADMITTED);
        images = metrics.counter(OmniMetric.IMAGES_ADMITTED);
    }

    void admitted(int count) {
        requests.inc();
        images.inc(count);
    }

    void refused(ErrorCode code) {
        metrics.counter(OmniMetric.REQUESTS_REFUSED, code).inc();
    }

    void deadLettered(ErrorCode code) {
        metrics.counter(OmniMetric.DEAD_LETTERED, code).inc();
    }
}
